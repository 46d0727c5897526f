import { breaks } from './breaks';
import { documentOfToday, type Document } from './document';
import { releases } from './files';
import { statementsOf } from './statements';

const WHAT_TO_DO =
  'This change breaks those who keep to a released contract. Undo it, or leave what was released as it is and add the new form beside it under a new version of its type (.v2).';

const today = documentOfToday();
const copy = (): Document => structuredClone(today);

describe.each(releases())('what was released as $version', ({ document, statements }) => {
  it('still holds: sources are understood, and readers understand', () => {
    const broken = [...breaks(document, today)];
    expect(broken.length === 0 ? [] : [WHAT_TO_DO, ...broken]).toEqual([]);
  });

  it('is still taken, example by example, and is the same statement under the same ids', () => {
    const made = statementsOf(document);
    const changed = Object.keys(statements).filter(
      (name) => JSON.stringify(made[name]) !== JSON.stringify(statements[name]),
    );
    expect(changed.map((name) => ({ name, made: made[name] }))).toEqual(
      changed.map((name) => ({ name, made: statements[name] })),
    );
    expect(Object.keys(statements).length).toBeGreaterThan(80);
  });
});

describe('the comparison with a release', () => {
  it('has a release to compare with', () => {
    expect(releases().length).toBeGreaterThan(0);
  });

  it('sees nothing in a copy, nor in a new act and its new messages', () => {
    expect([...breaks(today, copy())]).toEqual([]);
    const before = copy();
    for (const [channel, ids] of [
      ['intake', ['RecordPromotion', 'CorrectPromotion', 'AnnulPromotion', 'ReinstatePromotion']],
      ['events', ['PromotionEvent']],
    ] as const) {
      const messages = before.channels[channel]!.messages as Record<string, unknown>;
      for (const id of ids) delete messages[id];
    }
    expect([...breaks(before, today)]).toEqual([]);
  });

  type Schema = { properties: Record<string, Record<string, unknown>>; required: string[] };
  const schemaIn = (document: Document, name: string): Schema => document.components.schemas[name] as unknown as Schema;

  it.each<[string, (now: Document) => void, string]>([
    [
      'a required key more of what is received',
      (now) => schemaIn(now, 'PromotionContent').required.push('unit'),
      'RecordPromotion: data /content/unit may be absent',
    ],
    [
      'a key less of what is received',
      (now) => delete schemaIn(now, 'RecordPromotion').properties['decree'],
      'RecordPromotion: data /decree may be there',
    ],
    [
      'a value less of what is received',
      (now) => (schemaIn(now, 'RecordPromotion').properties['precision']!['enum'] = ['day', 'month', null]),
      'RecordPromotion: data /precision may be "year", "assumed"',
    ],
    [
      'another type of what is received',
      (now) => (schemaIn(now, 'RecordTraining').properties['effectiveAt'] = { type: 'integer' }),
      'RecordTraining: data /effectiveAt may be string',
    ],
    [
      'a shorter text of what is received',
      (now) => {
        const { recordId } = schemaIn(now, 'RecordTraining').properties;
        recordId!['pattern'] = String(recordId!['pattern']).replace('{1,100}', '{1,40}');
      },
      'RecordTraining: data /recordId may have 100 characters, not only 40',
    ],
    [
      'a type that is taken no more',
      (now) => delete (now.channels['intake']!.messages as Record<string, unknown>)['RecordExam'],
      'RecordExam: is gone from intake',
    ],
    [
      'a key less of what is sent',
      (now) => delete schemaIn(now, 'AcceptedOutcome').properties['receipt'],
      'AcceptedOutcome: data /receipt may be anything',
    ],
    [
      'a key that is not always sent any more',
      (now) => (schemaIn(now, 'Receipt').required = ['person']),
      'AcceptedOutcome: data /receipt/position may be absent',
    ],
    [
      'null where there was none in what is sent',
      (now) => (schemaIn(now, 'EventMeta').properties['source'] = { type: ['string', 'null'] }),
      'PromotionEvent: data /meta/source may be null',
    ],
    [
      'another type of an event',
      (now) => {
        const { headers } = now.components.messages['DayOpenedEvent']!;
        (headers as unknown as Schema).properties['ce_type'] = { const: 'asn.ledger.DayOpened.v2' };
      },
      'DayOpenedEvent: header /ce_type may be "asn.ledger.DayOpened.v2"',
    ],
    [
      'another topic',
      (now) => ((now.channels['events'] as { address: string }).address = 'career.log.v1'),
      'the channel events was career.events.v1 and is career.log.v1',
    ],
  ])('sees %s', (_what, change, expected) => {
    const now = copy();
    change(now);
    expect([...breaks(today, now)]).toContain(expected);
  });

  it('lets what is received grow', () => {
    const now = copy();
    const { properties } = schemaIn(now, 'PromotionContent');
    properties['remark'] = { type: ['string', 'null'] };
    schemaIn(now, 'RecordPromotion').properties['precision']!['enum'] = [
      'day',
      'month',
      'year',
      'assumed',
      'week',
      null,
    ];
    expect([...breaks(today, now)]).toEqual([]);
  });

  it('lets what is sent grow', () => {
    const now = copy();
    schemaIn(now, 'Receipt').properties['remark'] = { type: 'string' };
    schemaIn(now, 'Receipt').required.push('remark');
    expect([...breaks(today, now)]).toEqual([]);
  });

  it('says what a refused example was refused for', () => {
    const now = copy();
    const [example] = now.components.messages['RecordPromotion']!.examples!;
    (example as { payload: object }).payload = {};
    expect(statementsOf(now)['record-promotion']).toContainEqual(expect.stringContaining('/content Is required'));
  });
});
