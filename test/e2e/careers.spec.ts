import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE_SEQUENCE, type Receipt } from '@rekam/contracts';
import { exportHash, openSqliteViewStore } from '@rekam/projection';
import { PROJECTIONS, type CareerAnswer, type TimelineEntry } from '@rekam/reader';
import { appointment, AUDITOR, OPERATOR, Service, simpeg } from './service';

const LAST_YEAR = new Date().getUTCFullYear() - 1;
const JAMBI = simpeg('5500');

describe('careers', () => {
  let service: Service;
  let receipts: readonly Receipt[];
  beforeAll(async () => {
    service = await Service.start();
  });
  afterAll(() => service.stop());

  it('accepts every example of the contracts, in their order', async () => {
    const answers = await service.examples(EXAMPLE_SEQUENCE);
    expect(answers.map(({ status, body }) => [status, body.flags ?? body])).toEqual(answers.map(() => [201, []]));
    receipts = answers.map(({ body }) => body);
    const positions = receipts.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  describe('a correction recorded today of a promotion effective last year', () => {
    const promotion = (day: string) => ({
      recordId: 'KP-33',
      effectiveAt: day,
      decree: { number: '823/33/BKD', date: `${LAST_YEAR}-03-01` },
      content: { kind: '101', golongan: '32' },
    });
    let person: string;
    let recorded: Receipt;
    let corrected: Receipt;
    let before: CareerAnswer;

    const answer = async (question: string): Promise<CareerAnswer> => {
      const { status, body } = await service.get<CareerAnswer>(`/v1/careers/${person}?${question}`, AUDITOR);
      expect(status).toBe(200);
      return body;
    };
    const midYear = `validAt=${LAST_YEAR}-06-30`;

    beforeAll(async () => {
      person = (await service.recorded('record-appointment', appointment('911'), JAMBI)).person!;
      recorded = await service.recorded('record-promotion', { person, ...promotion(`${LAST_YEAR}-04-01`) }, JAMBI);
      before = await answer(`${midYear}&knownAt=${recorded.position}`);
      const correction = { person, ...promotion(`${LAST_YEAR}-10-01`), replacesEdition: 0, reason: 'Salah TMT.' };
      corrected = await service.recorded('correct-promotion', correction, JAMBI);
    });

    it("changes today's answer for last year", async () => {
      const today = await answer(`${midYear}&at-least=${corrected.position}`);
      expect(today.rank).toMatchObject({ golongan: 'III/a', tmt: '2018-03-01' });
      const atEnd = await answer(`validAt=${LAST_YEAR}-12-31`);
      expect(atEnd.rank).toMatchObject({ golongan: 'III/b', tmt: `${LAST_YEAR}-10-01`, fact: recorded.fact });
    });

    it('leaves the answer as known at the position before it unchanged', async () => {
      expect(before.rank).toMatchObject({ golongan: 'III/b', tmt: `${LAST_YEAR}-04-01`, fact: recorded.fact });
      expect(await answer(`${midYear}&knownAt=${BigInt(corrected.position) - 1n}`)).toEqual({
        ...before,
        knownAt: String(BigInt(corrected.position) - 1n),
        position: String(BigInt(corrected.position) - 1n),
      });
      expect(await answer(`${midYear}&knownAt=${recorded.position}`)).toEqual(before);
    });

    it('stands in the timeline beside what it corrects, linked both ways', async () => {
      const { body } = await service.get<{ entries: readonly TimelineEntry[] }>(
        `/v1/careers/${person}/timeline?order=asc&at-least=${corrected.position}`,
        AUDITOR,
      );
      const [, first, second] = body.entries;
      const chain = [
        { edition: 0, act: 'recorded', position: recorded.position },
        { edition: 1, act: 'corrected', position: corrected.position },
      ];
      expect(body.entries.map(({ position }) => position).slice(1)).toEqual([recorded.position, corrected.position]);
      expect(first).toMatchObject({
        type: 'PromotionRecorded',
        fact: recorded.fact,
        replaces: null,
        supersededBy: { edition: 1, position: corrected.position },
        chain,
      });
      expect(second).toMatchObject({
        type: 'PromotionCorrected',
        fact: recorded.fact,
        reason: 'Salah TMT.',
        replaces: { edition: 0, position: recorded.position },
        supersededBy: null,
        changes: [{ field: '/effectiveAt', from: `${LAST_YEAR}-04-01`, to: `${LAST_YEAR}-10-01` }],
        chain,
      });
    });
  });

  describe('after a restart', () => {
    const live: Record<string, string> = {};
    let head: string;
    let asked: CareerAnswer;
    const siti = async (): Promise<CareerAnswer> => {
      const { person } = (
        await service.send<{ person: string }>('POST', '/v1/persons/resolve', {
          as: OPERATOR,
          body: { identifier: { kind: 'nip', number: '199408172018032901' } },
        })
      ).body;
      return (await service.get<CareerAnswer>(`/v1/careers/${person}?at-least=${head}`, AUDITOR)).body;
    };

    beforeAll(async () => {
      head = await service.head();
      asked = await siti();
      await service.restart(async () => {
        for (const { name, version, tables } of PROJECTIONS) {
          const folder = join(service.folder, 'views');
          const { build } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { build: number };
          const views = openSqliteViewStore({ file: join(folder, `${name}-v${version}-${build}.db`), tables });
          live[name] = await exportHash(views, tables);
          await views.close();
        }
      });
    });

    it('has every event and gives the same answer', async () => {
      expect(await service.head()).toBe(head);
      expect(asked.identity.name).toBe('Siti Rahmawati');
      expect(await siti()).toEqual(asked);
    });

    it('rebuilds every view to what it was when it was folded live', async () => {
      const { status, body } = await service.send<string>('POST', '/v1/operations/rebuild', { as: OPERATOR, body: {} });
      const done = body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { view: string; done?: { events: number; exportHash: string } })
        .filter((line) => line.done !== undefined);
      expect(status).toBe(200);
      expect(Object.fromEntries(done.map(({ view, done: rebuilt }) => [view, rebuilt!.exportHash]))).toEqual(live);
      expect(new Set(Object.values(live)).size).toBe(PROJECTIONS.length);
      expect(done.map((line) => String(line.done!.events))).toEqual(PROJECTIONS.map(() => head));
      expect(await siti()).toEqual(asked);
    });

    it('answers the same commands as duplicates, with the receipts they had', async () => {
      const again = await service.examples(EXAMPLE_SEQUENCE);
      expect(again.map(({ status, body }) => [status, body])).toEqual(
        receipts.map((receipt) => [200, { ...receipt, duplicate: true }]),
      );
      expect(await service.head()).toBe(head);
    });
  });
});
