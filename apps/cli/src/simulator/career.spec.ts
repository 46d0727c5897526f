import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalIssuer, loadConfig, type RunningProcess } from '@rekam/runtime';
import { startStandalone } from '@rekam/standalone';
import { ServiceClient, type CloudEvent, type ItemResult } from '../client';
import { Random } from '../seed/random';
import { careerActs, isContractOf, type Career } from './career';
import { identityOf } from './identity';

const UNTIL = '2026-01-31';
const [PEOPLE, ACTS] = [30, 40];

/** The service judges a live source by the same rules whichever way its messages come. */
describe('the careers of a simulation', () => {
  let folder: string;
  let service: RunningProcess;
  let results: readonly ItemResult[];
  const events: CloudEvent[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rekam-simulator-'));
    const settings = { REKAM_PORT: '0', REKAM_METRICS_PORT: '-1', REKAM_LOG_LEVEL: 'silent' };
    service = await startStandalone(loadConfig({ ...settings, REKAM_DATA_FOLDER: folder }));
    const issuer = await LocalIssuer.open(folder);
    const source = '/agencies/5500/simpeg';
    const token = await issuer.sign({ sub: 'simpeg', role: 'agency', agency: '5500', source });
    const client = new ServiceClient(service.url, async () => token, new AbortController().signal);
    for (let person = 0; person < PEOPLE; person++) {
      const career: Career = {
        name: `run-${person}`,
        agency: '5500',
        identity: identityOf('run', person, UNTIL),
        until: UNTIL,
      };
      const acts = careerActs(new Random(person), career);
      for (let nth = 0; nth < ACTS; nth++) {
        const { type, data } = acts.next().value;
        events.push({ specversion: '1.0', id: `${person}-${nth}`, source, type, data });
      }
    }
    const batches = Array.from({ length: Math.ceil(events.length / 400) }, (_, at) =>
      events.slice(at * 400, at * 400 + 400),
    );
    const answers: ItemResult[] = [];
    for (const batch of batches) answers.push(...(await client.events(batch)));
    results = answers;
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  it('are lawful, every act of them, for a live source', () => {
    const refused = results.flatMap(({ problem }, at) => (problem === undefined ? [] : [[events[at], problem]]));
    expect(refused).toEqual([]);
    expect(results.every(({ receipt }) => receipt?.duplicate === false)).toBe(true);
  });

  it('are of civil servants and of contract staff, with promotions, appraisals, corrections and annulments', () => {
    const types = new Set(events.map(({ type }) => type.split('.').slice(2, 4).join(' ')));
    expect(types).toEqual(
      new Set([
        'appointment recorded',
        'promotion recorded',
        'promotion corrected',
        'appraisal recorded',
        'training recorded',
        'training corrected',
        'training annulled',
      ]),
    );
    const contracts = Array.from({ length: 200 }, (_, at) => isContractOf(identityOf('run', at, UNTIL)));
    expect(contracts.filter(Boolean).length).toBeGreaterThan(10);
  });
});
