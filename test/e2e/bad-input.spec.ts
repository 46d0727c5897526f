import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_SIZE_MAX, byName, type JsonData, type Problem, type Receipt } from '@rekam/contracts';
import { LocalIssuer, type LocalClaims } from '@rekam/runtime';
import { importJWK, SignJWT, type JWK } from 'jose';
import { appointment, AUDITOR, OPERATOR, Service, simpeg, type Answer, type Sent } from './service';

const JAMBI = simpeg('5500');
const CITY = simpeg('5571');
const SITI = '199408172018032941';
const LEFT = '199408172018032943';
const NEVER_ISSUED = '199408172018032949';
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const HALF_PAIR = String.raw`"\ud83d"`;

/** A bad input: how it is sent, and the status, the code and the [code, field] of each error it must come back with. */
type Case = readonly [
  title: string,
  send: () => Promise<Answer<Problem>>,
  status: number,
  code: string,
  errors?: readonly (readonly [string, string])[],
];

describe('bad input', () => {
  let service: Service;
  let person: string;
  let fact: string;
  beforeAll(async () => {
    service = await Service.start();
    person = (await service.recorded('record-appointment', appointment('941'), JAMBI)).person!;
    await service.recorded('record-appointment', { ...appointment('943'), effectiveUntil: '2023-12-31' }, JAMBI);
    const first = await service.recorded('record-promotion', promotion({ recordId: 'KP-1' }), JAMBI, 'key-1');
    fact = first.fact!;
    await service.recorded('correct-promotion', promotion({ recordId: 'KP-1', effectiveAt: '2022-10-01' }), JAMBI);
    const gone = await service.recorded(
      'record-promotion',
      promotion({ recordId: 'KP-2', effectiveAt: '2023-04-01', golongan: '33' }),
      JAMBI,
    );
    await service.recorded(
      'annul-promotion',
      { ...about, fact: gone.fact, reason: 'Keliru.', approvedBy: 'kepala-bkd' },
      JAMBI,
    );
  });
  afterAll(() => service.stop());

  const about = { identifier: { kind: 'nip', number: SITI } };
  const promotion = ({ golongan = '32', ...more }: JsonData = {}): Record<string, unknown> => ({
    ...about,
    effectiveAt: '2022-04-01',
    approvedBy: 'kepala-bkd',
    content: { kind: '101', golongan },
    ...more,
  });
  const without = (key: string, data: Record<string, unknown>): unknown => {
    const { [key]: _left, ...rest } = data;
    return rest;
  };
  const event = (data: unknown, more: JsonData = {}): Record<string, unknown> => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/agencies/5500/simpeg',
    type: 'asn.career.promotion.recorded.v1',
    data,
    ...more,
  });

  const command =
    (name: string, data: () => unknown, as: LocalClaims = JAMBI, key?: string) =>
    () =>
      service.command(name, data(), as, key);
  const record = (data: () => unknown) => command('record-promotion', data);
  const appoint = (data: () => unknown) => command('record-appointment', data);
  const post = (path: string, sent: () => Sent) => () => service.send('POST', path, { as: JAMBI, ...sent() });
  const raw = (body: () => string | Uint8Array, headers: Record<string, string> = {}) =>
    post('/v1/commands/record-promotion', () => ({ body: body(), headers: { 'idempotency-key': 'raw', ...headers } }));
  const cloudEvent = (more: JsonData, headers = STRUCTURED) =>
    post('/v1/events', () => ({ body: event(promotion(), more), headers }));
  const read =
    (path: () => string, as = AUDITOR) =>
    () =>
      service.get(path(), as);
  const withToken = (token: () => Promise<string> | string) => async () =>
    service.send('GET', `/v1/careers/${person}`, { headers: { authorization: `Bearer ${await token()}` } });

  const invalid = (...errors: (readonly [string, string])[]) => [400, 'data-invalid', errors] as const;
  const impossible = (code: string, field: string) => [422, code, [[code, field]]] as const;
  const conflict = (code: string, field: string) => [409, code, [[code, field]]] as const;
  const badValue = (field: string) => [400, 'invalid-request', [['invalid-value', field]]] as const;

  /** What the local issuer would have signed, but for what is changed. */
  async function signed(change: (token: SignJWT) => SignJWT): Promise<string> {
    const jwk = JSON.parse(readFileSync(join(service.folder, 'issuer.json'), 'utf8')) as JWK;
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ sub: 'auditor', role: 'auditor' })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid! })
      .setIssuer('rekam-jejak-local')
      .setAudience('rekam-jejak-local')
      .setIssuedAt(now)
      .setExpirationTime(now + 3600);
    return change(token).sign(await importJWK(jwk, 'ES256'));
  }
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  /** A token that claims to be signed otherwise: not at all, or with the public key as if it were a shared secret. */
  function forged(alg: 'none' | 'HS256'): string {
    const { kid, x, y } = JSON.parse(readFileSync(join(service.folder, 'issuer.json'), 'utf8')) as JWK;
    const claims = {
      sub: 'auditor',
      role: 'auditor',
      iss: 'rekam-jejak-local',
      aud: 'rekam-jejak-local',
      exp: 9_999_999_999,
    };
    const text = `${part({ alg, kid })}.${part(claims)}`;
    const key = JSON.stringify({ kty: 'EC', crv: 'P-256', x, y });
    return alg === 'none' ? `${text}.` : `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  }
  async function foreign(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'rekam-e2e-issuer-'));
    const token = await (await LocalIssuer.open(folder)).sign({ ...AUDITOR });
    rmSync(folder, { recursive: true });
    return token;
  }

  const FORM: readonly Case[] = [
    ['a command that does not exist', command('record-holiday', () => promotion()), 404, 'unknown-command'],
    [
      'no Idempotency-Key',
      post('/v1/commands/record-promotion', () => ({ body: promotion() })),
      400,
      'idempotency-key-missing',
    ],
    [
      'a key that is too long',
      command('record-promotion', () => promotion(), JAMBI, 'x'.repeat(201)),
      400,
      'idempotency-key-invalid',
    ],
    ['a missing date', record(() => without('effectiveAt', promotion())), ...invalid(['missing', '/effectiveAt'])],
    ['a missing content', record(() => without('content', promotion())), ...invalid(['missing', '/content'])],
    ['a missing address', record(() => without('identifier', promotion())), ...invalid(['missing', '/person'])],
    ['two addresses', record(() => ({ ...promotion(), person })), ...invalid(['more-than-one', '/identifier'])],
    [
      'a missing field of the content',
      record(() => ({ ...promotion(), content: { kind: '101' } })),
      ...invalid(['missing', '/content/golongan']),
    ],
    ['an extra field', record(() => ({ ...promotion(), note: 'x' })), ...invalid(['unknown-field', '/note'])],
    [
      'an extra field of the content',
      record(() => ({ ...promotion(), content: { kind: '101', golongan: '32', tmt: '2022-04-01' } })),
      ...invalid(['unknown-field', '/content/tmt']),
    ],
    [
      'recordedAt',
      record(() => ({ ...promotion(), recordedAt: '2020-01-01T00:00:00Z' })),
      ...invalid(['unknown-field', '/recordedAt']),
    ],
    [
      'a number for a date',
      record(() => ({ ...promotion(), effectiveAt: 20_220_401 })),
      ...invalid(['wrong-type', '/effectiveAt']),
    ],
    [
      'text for a number',
      record(() => ({ ...promotion(), content: { kind: '101', golongan: '32', serviceYears: '4' } })),
      ...invalid(['wrong-type', '/content/serviceYears']),
    ],
    ['a list for an object', record(() => ({ ...promotion(), content: [] })), ...invalid(['wrong-type', '/content'])],
    [
      'a day that the calendar lacks',
      record(() => promotion({ effectiveAt: '2022-02-30' })),
      ...invalid(['wrong-form', '/effectiveAt']),
    ],
    [
      'several faults, all of them told',
      record(() => ({ ...promotion(), effectiveAt: 4, note: 'x', content: { kind: '101' } })),
      ...invalid(['unknown-field', '/note'], ['wrong-type', '/effectiveAt'], ['missing', '/content/golongan']),
    ],
    ['a list for the whole', record(() => [promotion()]), ...invalid(['wrong-type', ''])],
    ['null for the whole', record(() => null), ...invalid(['wrong-type', ''])],
    [
      'a number that is not exact',
      record(() => promotion({ ext: { id: 2 ** 60 } })),
      ...invalid(['number-not-exact', '/ext/id']),
    ],
  ];

  const BODY: readonly Case[] = [
    ['10 MB', raw(() => `{"ext":"${'x'.repeat(10_000_000)}"}`), 413, 'body-too-large'],
    [
      '10 MB that no header tells of',
      post('/v1/commands/record-promotion', () => ({
        body: new Uint8Array(10_000_000),
        headers: { 'idempotency-key': 'x' },
      })),
      413,
      'body-too-large',
    ],
    ['JSON that is malformed', raw(() => '{"person":'), 400, 'body-not-json'],
    ['nothing at all', raw(() => ''), 400, 'body-empty'],
    ['a key that is a prototype', raw(() => '{"__proto__":{"role":"operator"}}'), 400, 'body-not-json'],
    ['invalid UTF-8', raw(() => Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)), 400, 'body-not-utf8'],
    ['half a surrogate pair', raw(() => `{"reason":${HALF_PAIR}}`), 400, 'body-not-unicode'],
    ['half a surrogate pair in a key', raw(() => `{"ext":{${HALF_PAIR}:1}}`), 400, 'body-not-unicode'],
    ['a nesting of 10,000', raw(() => `${'['.repeat(10_000)}${']'.repeat(10_000)}`), 400, 'body-too-deep'],
    ['text', raw(() => JSON.stringify(promotion()), { 'content-type': 'text/plain' }), 415, 'unsupported-media-type'],
    [
      'a form',
      raw(() => 'person=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported-media-type',
    ],
    [
      'a CloudEvent in XML',
      post('/v1/events', () => ({ body: '<event/>', headers: { 'content-type': 'application/cloudevents+xml' } })),
      415,
      'unsupported-media-type',
    ],
  ];

  const RULES: readonly Case[] = [
    [
      'a number with an impossible birth date',
      appoint(() => appointment('944', { number: '199413172018032944' })),
      ...impossible('number-impossible-birth-date', '/content/number'),
    ],
    [
      'a number with an impossible birth date to resolve',
      post('/v1/persons/resolve', () => ({ body: { identifier: { kind: 'nip', number: '199402302018032944' } } })),
      ...impossible('number-impossible-birth-date', '/identifier/number'),
    ],
    [
      'a number of 17 digits',
      appoint(() => appointment('944', { number: '19940817201803294' })),
      ...impossible('number-not-18-digits', '/content/number'),
    ],
    [
      'a rank that does not exist',
      record(() => promotion({ golongan: '46' })),
      ...impossible('unknown-rank', '/content/golongan'),
    ],
    [
      'an appointment to a rank that does not exist',
      appoint(() => appointment('944', { golongan: 'XVIII' })),
      ...impossible('unknown-rank', '/content/golongan'),
    ],
    [
      'a TMT off the promotion dates',
      record(() => promotion({ effectiveAt: '2022-05-01' })),
      ...impossible('tmt-not-a-promotion-date', '/effectiveAt'),
    ],
    [
      'an act before birth',
      record(() => promotion({ effectiveAt: '1990-04-01' })),
      ...impossible('effective-before-birth', '/effectiveAt'),
    ],
    [
      'an act after exit',
      record(() => ({ ...promotion({ effectiveAt: '2024-04-01' }), identifier: { kind: 'nip', number: LEFT } })),
      ...impossible('effective-after-exit', '/effectiveAt'),
    ],
    [
      'a decree of tomorrow',
      record(() => promotion({ decree: { number: '1', date: `${new Date().getUTCFullYear() + 1}-12-31` } })),
      ...impossible('decree-in-future', '/decree/date'),
    ],
    [
      'an old act without a second approver',
      record(() => without('approvedBy', promotion())),
      ...impossible('second-approver-needed', '/approvedBy'),
    ],
    [
      'an old act that its sender approves itself',
      record(() => promotion({ approvedBy: JAMBI.sub })),
      ...impossible('second-approver-needed', '/approvedBy'),
    ],
    [
      'a number that nobody holds',
      record(() => ({ ...promotion(), identifier: { kind: 'nip', number: NEVER_ISSUED } })),
      404,
      'unknown-person',
      [['unknown-person', '/identifier']],
    ],
    [
      'a correction of nothing',
      command('correct-promotion', () => promotion({ recordId: 'KP-9' })),
      404,
      'unknown-fact',
      [['unknown-fact', '/fact']],
    ],
  ];

  const CHAIN: readonly Case[] = [
    [
      'a correction of what is not the last edition',
      command('correct-promotion', () => promotion({ recordId: 'KP-1', replacesEdition: 0 })),
      ...conflict('edition-not-last', '/replacesEdition'),
    ],
    [
      'an annulment of what is not the last edition',
      command('annul-promotion', () => ({
        ...about,
        fact,
        replacesEdition: 0,
        reason: 'Keliru.',
        approvedBy: 'kepala-bkd',
      })),
      ...conflict('edition-not-last', '/replacesEdition'),
    ],
    [
      'a second annulment',
      command('annul-promotion', () => ({ ...about, recordId: 'KP-2', reason: 'Lagi.', approvedBy: 'kepala-bkd' })),
      ...conflict('already-annulled', '/fact'),
    ],
    [
      'a correction of what is annulled',
      command('correct-promotion', () => promotion({ recordId: 'KP-2', golongan: '33' })),
      ...conflict('fact-annulled', '/fact'),
    ],
    [
      'a reinstatement of what stands',
      command('reinstate-promotion', () => ({ ...about, fact, approvedBy: 'kepala-bkd' })),
      ...conflict('not-annulled', '/fact'),
    ],
    [
      'a key used before with other content',
      command('record-promotion', () => promotion({ recordId: 'KP-1', golongan: '33' }), JAMBI, 'key-1'),
      ...conflict('command-id-reused', ''),
    ],
    [
      'a key used before for another record with equal content',
      command('record-promotion', () => promotion({ recordId: 'KP-3' }), JAMBI, 'key-1'),
      ...conflict('command-id-reused', ''),
    ],
    [
      'a key used before for another person',
      command(
        'record-promotion',
        () => ({ ...promotion({ recordId: 'KP-1' }), identifier: { kind: 'nip', number: LEFT } }),
        JAMBI,
        'key-1',
      ),
      ...conflict('command-id-reused', ''),
    ],
    [
      'a key used before for another command',
      command(
        'annul-promotion',
        () => ({ ...about, fact, reason: 'Keliru.', approvedBy: 'kepala-bkd' }),
        JAMBI,
        'key-1',
      ),
      ...conflict('command-id-reused', ''),
    ],
    [
      'a number that another person holds',
      appoint(() => ({ ...appointment('941'), recordId: 'CPNS-other' })),
      ...conflict('identifier-taken', '/content/number'),
    ],
    [
      'a second career for a person',
      appoint(() => ({ ...appointment('945'), person: randomUUID(), content: appointment('941')['content'] })),
      ...conflict('identifier-taken', '/content/number'),
    ],
  ];

  const CALLER: readonly Case[] = [
    ['no token', () => service.send('GET', `/v1/careers/${person}`), 401, 'token-missing'],
    [
      'no token, for a command',
      () => service.send('POST', '/v1/commands/record-promotion', { body: promotion() }),
      401,
      'token-missing',
    ],
    [
      'an expired token',
      withToken(() => signed((token) => token.setExpirationTime(Math.floor(Date.now() / 1000) - 60))),
      401,
      'token-expired',
    ],
    ['a token of another issuer', withToken(foreign), 401, 'token-foreign'],
    [
      'a token for another service',
      withToken(() => signed((token) => token.setAudience('payroll'))),
      401,
      'token-foreign',
    ],
    ['a token signed by nobody', withToken(() => forged('none')), 401, 'token-algorithm'],
    ['a token signed with the public key', withToken(() => forged('HS256')), 401, 'token-algorithm'],
    ['a token that is none', withToken(() => 'let-me-in'), 401, 'token-malformed'],
    [
      "a token with another agency's source",
      read(() => '/v1/status', { ...JAMBI, source: '/agencies/5571/simpeg' }),
      401,
      'token-claim-invalid',
    ],
    [
      'an agency that does not employ the person',
      command('record-promotion', () => promotion(), CITY),
      403,
      'not-authorised',
      [['not-authorised', '']],
    ],
    [
      'an agency that corrects what is not its own',
      command('correct-promotion', () => ({ ...promotion(), fact }), CITY),
      403,
      'not-authorised',
      [['not-authorised', '']],
    ],
    [
      'an appointment to another agency',
      command('record-appointment', () => appointment('946'), CITY),
      403,
      'not-authorised',
      [['not-authorised', '']],
    ],
    [
      'a provider that records a promotion',
      command('record-promotion', () => promotion(), { sub: 'p', role: 'provider', source: '/providers/p' }),
      403,
      'not-authorised',
      [['not-authorised', '']],
    ],
    [
      'an operator that records through the live door',
      command('record-promotion', () => promotion(), OPERATOR),
      403,
      'not-authorised',
      [['not-authorised', '']],
    ],
    ['an auditor that records', command('record-promotion', () => promotion(), AUDITOR), 403, 'role-not-admitted'],
    [
      'an event in the name of another agency',
      cloudEvent({ source: '/agencies/5571/simpeg' }),
      403,
      'source-not-yours',
    ],
    [
      'an event in the name of a longer source',
      cloudEvent({ source: '/agencies/5500/simpeg2' }),
      403,
      'source-not-yours',
    ],
  ];

  const EVENT: readonly Case[] = [
    ['an event without an id', cloudEvent({ id: null }), ...invalid(['missing', '/id'])],
    ['an event of another version', cloudEvent({ specversion: '0.3' }), ...invalid(['wrong-form', '/specversion'])],
    [
      'an event with an attribute that cannot be',
      cloudEvent({ 'Upper-Case': 'x' }),
      ...invalid(['unknown-field', '/Upper-Case']),
    ],
    ['an event with binary data', cloudEvent({ data_base64: 'AAAA' }), ...invalid(['binary-data', '/data_base64'])],
    ['an event of an unknown type', cloudEvent({ type: 'asn.career.holiday.recorded.v1' }), 422, 'unknown-event-type'],
    ['an event without data', cloudEvent({ data: null }), ...invalid(['wrong-type', ''])],
    [
      'an event with an extra field',
      cloudEvent({ data: { ...promotion(), note: 'x' } }),
      ...invalid(['unknown-field', '/note']),
    ],
    [
      'attributes that are half a character',
      post('/v1/events', () => ({
        body: promotion(),
        headers: {
          'ce-specversion': '1.0',
          'ce-id': '%ED%A0%BD',
          'ce-source': '/agencies/5500/simpeg',
          'ce-type': 'asn.career.promotion.recorded.v1',
        },
      })),
      ...invalid(['wrong-form', '/id']),
    ],
    [
      'a batch that is no list',
      post('/v1/events', () => ({ body: {}, headers: BATCH })),
      ...invalid(['wrong-type', '']),
    ],
    [
      'a batch of too many',
      post('/v1/events', () => ({ body: Array.from({ length: BATCH_SIZE_MAX + 1 }, () => ({})), headers: BATCH })),
      ...invalid(['too-many', '']),
    ],
    [
      'a batch of too many bytes',
      post('/v1/events', () => ({
        body: Array.from({ length: BATCH_SIZE_MAX }, () =>
          event(promotion(), {
            subject: 'x'.repeat(250),
            data: { ...promotion(), ext: { note: 'x'.repeat(3000) } } as JsonData,
          }),
        ),
        headers: BATCH,
      })),
      413,
      'body-too-large',
    ],
  ];

  const QUESTION: readonly Case[] = [
    ['a path that does not exist', read(() => '/v1/carers'), 404, 'not-found'],
    ['a path that leaves its folder', read(() => '/v1/../../etc/passwd'), 404, 'not-found'],
    ['a method that the path lacks', read(() => '/v1/commands/record-promotion'), 404, 'not-found'],
    [
      'a cursor that was tampered with',
      read(() => `/v1/careers/${person}/timeline?cursor=eyJhIjoxfQ.${'A'.repeat(43)}`),
      400,
      'cursor-invalid',
    ],
    [
      'a cursor that is none',
      post('/v1/persons/search', () => ({ as: AUDITOR, body: { name: 'rina', cursor: 'x' } })),
      400,
      'cursor-invalid',
    ],
    ['a person that is no id', read(() => `/v1/careers/${SITI}`), ...badValue('/person')],
    ['a person whom nobody knows', read(() => `/v1/careers/${randomUUID()}`), 404, 'unknown-person'],
    [
      'a day that the calendar lacks, asked for',
      read(() => `/v1/careers/${person}?validAt=2023-02-29`),
      ...badValue('/validAt'),
    ],
    ['a time that is neither', read(() => `/v1/careers/${person}?knownAt=yesterday`), ...badValue('/knownAt')],
    [
      'what will be known',
      read(() => `/v1/careers/${person}?knownAt=2999-01-01T00:00:00Z`),
      400,
      'known-at-in-future',
      [['known-at-in-future', '/knownAt']],
    ],
    [
      'a parameter that does not exist',
      read(() => `/v1/careers/${person}?validat=2023-01-01`),
      ...badValue('/validat'),
    ],
    ['a limit out of range', read(() => `/v1/careers/${person}/timeline?limit=0`), ...badValue('/limit')],
    ['an agency that is no code', read(() => '/v1/agencies/jambi/overview'), ...badValue('/code')],
    [
      'a backup outside the data folder',
      post('/v1/operations/backup', () => ({ as: OPERATOR, body: { folder: '../elsewhere' } })),
      ...badValue('/folder'),
    ],
    [
      'a rebuild of no view',
      post('/v1/operations/rebuild', () => ({ as: OPERATOR, body: { view: 'payroll' } })),
      ...badValue('/view'),
    ],
  ];

  describe.each([
    ['in the form of a command', FORM],
    ['in a body', BODY],
    ['against a rule', RULES],
    ['against the chain of editions', CHAIN],
    ['from the wrong caller', CALLER],
    ['in a CloudEvent', EVENT],
    ['in a question', QUESTION],
  ] as const)('%s', (_where, cases) => {
    // Every tuple in full: where one is shorter, the callback's last parameter would be taken for `done`.
    const whole = cases.map(([title, send, status, code, errors = []]) => [title, send, status, code, errors] as const);
    it.each(whole)('%s is refused and changes nothing', async (_title, send, status, code, errors) => {
      const head = await service.head();
      const { body, headers, ...answer } = await send();
      expect([answer.status, body.type]).toEqual([status, `/problems/${code}`]);
      const told = (body.errors ?? []).map((each) => `${each.code} ${each.field}`);
      expect(told.toSorted()).toEqual(errors.map((each) => each.join(' ')).toSorted());
      expect(await service.head()).toBe(head);
      // What every refusal is like.
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
      expect(body.instance).toBe(`urn:uuid:${headers.get('x-correlation-id')}`);
      for (const { message } of body.errors ?? [])
        expect([message.id, message.en].every((each) => each !== '')).toBe(true);
      // A number of a person is repeated nowhere.
      expect(JSON.stringify({ ...body, instance: '' })).not.toMatch(/\d{18}/);
    });
  });

  describe('what only looks bad', () => {
    it('records the same CloudEvent id of two agencies twice', async () => {
      const receipts: Receipt[] = [];
      for (const [agency, sequence] of [
        ['5500', '951'],
        ['5571', '952'],
      ] as const) {
        const { status, body } = await service.send<Receipt>('POST', '/v1/events', {
          as: simpeg(agency),
          headers: STRUCTURED,
          body: {
            ...event(appointment(sequence, { agency }), { id: 'row-1', source: `/agencies/${agency}/simpeg` }),
            type: byName('record-appointment')!.cloudEvent,
          },
        });
        expect(status).toBe(201);
        receipts.push(body);
      }
      expect(new Set(receipts.map((receipt) => receipt.person)).size).toBe(2);
    });

    it('records an unlawful act of an imported history with its flag, and still refuses an impossible one', async () => {
      const send = (more: JsonData) =>
        service.send<Receipt & Problem>('POST', '/v1/events', {
          as: OPERATOR,
          headers: STRUCTURED,
          body: event(
            { ...promotion(more), identifier: { kind: 'nip', number: LEFT } },
            { source: '/agencies/5500/old-system' },
          ),
        });
      const unlawful = await send({ effectiveAt: '2020-05-01', golongan: '32' });
      expect([unlawful.status, unlawful.body.flags]).toEqual([
        201,
        [expect.objectContaining({ code: 'tmt-not-a-promotion-date', field: '/effectiveAt' })],
      ]);
      const head = await service.head();
      const wrong = await send({ effectiveAt: '2020-05-01', golongan: '46' });
      expect([wrong.status, wrong.body.type]).toEqual([422, '/problems/unknown-rank']);
      expect(await service.head()).toBe(head);
    });

    it('records the good items of a batch and tells of the bad ones in their places', async () => {
      const before = BigInt(await service.head());
      const items = [
        event({ ...appointment('953') }, { type: 'asn.career.appointment.recorded.v1' }),
        event(promotion({ golongan: '46' })),
        'not an event',
        event({ ...appointment('954') }, { type: 'asn.career.appointment.recorded.v1' }),
        event({ ...appointment('953') }, { type: 'asn.career.appointment.recorded.v1' }),
      ];
      const { status, body } = await service.send<{ results: readonly { status: number; problem?: Problem }[] }>(
        'POST',
        '/v1/events',
        { as: JAMBI, headers: BATCH, body: items },
      );
      expect([status, body.results.map((result) => [result.status, result.problem?.type])]).toEqual([
        200,
        [
          [201, undefined],
          [422, '/problems/unknown-rank'],
          [400, '/problems/data-invalid'],
          [201, undefined],
          [200, undefined],
        ],
      ]);
      // Each of the two opened a career and reserved its number.
      expect(BigInt(await service.head()) - before).toBe(4n);
    });

    it('records one of two corrections of the same edition that come at once', async () => {
      const before = BigInt(await service.head());
      const answers = await Promise.all(
        ['2023-04-01', '2023-10-01'].map((effectiveAt) =>
          service.command('correct-promotion', promotion({ recordId: 'KP-1', effectiveAt, replacesEdition: 1 }), JAMBI),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.type).toBe('/problems/edition-not-last');
      expect(BigInt(await service.head()) - before).toBe(1n);
    });

    it('gives a number to one of two careers that come at once', async () => {
      const before = BigInt(await service.head());
      const answers = await Promise.all(
        ['one', 'two'].map((recordId) =>
          service.command('record-appointment', { ...appointment('955'), recordId }, JAMBI),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.type).toBe('/problems/identifier-taken');
      expect(BigInt(await service.head()) - before).toBe(2n);
    });
  });
});
