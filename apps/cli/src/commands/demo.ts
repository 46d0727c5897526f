import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { localDate, LocalIssuer } from '@rekam/runtime';
import type { CareerAnswer } from '@rekam/reader';
import { startStandalone } from '@rekam/standalone';
import { ServiceClient, ServiceProblem } from '../client';
import { configOf, viewsCaughtUp, withoutKafka, type GlobalOptions } from '../connection';
import { progress } from '../output';
import { seedCareers } from '../seed/seed';
import { printCareer, printTimeline, type TimelineAnswer } from '../tables';
import type { TimelineEntry } from '@rekam/reader';
import { importSample } from './demo-siasn';

const CAREERS = 500;
const say = (text = ''): boolean => process.stdout.write(`${text}\n`);

/** The service with sample careers, what it says of one of them, and how to ask it more. */
export function addDemoCommand(program: Command, signal: AbortSignal): void {
  program
    .command('demo')
    .description(
      `start the service on a fresh folder with ${CAREERS} made-up careers, show what it does, stay up until Ctrl-C`,
    )
    .option('--once', 'stop after showing, instead of staying up')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { once?: boolean }>();
      const folder = mkdtempSync(join(tmpdir(), 'rekam-demo-'));
      const config = { ...withoutKafka(configOf({ ...options, data: folder })), logLevel: 'warn' as const };
      const service = await startStandalone(config);
      try {
        say(`Rekam Jejak listens on ${service.url}, data in ${folder}.\n`);
        printRequests(await showLedger({ url: service.url, folder, timeZone: config.timeZone }, signal));
        if (!options.once && !signal.aborted) {
          say('\nThe service stays up; Ctrl-C stops it and removes its folder.');
          await once(signal, 'abort');
        }
      } finally {
        await service.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

/** A service, and the folder of its tokens' issuer, where a copy of the sample is put, too. */
interface ShownService {
  readonly url: string;
  readonly folder: string;
  readonly timeZone: string;
}

/** One of the sample's persons, and tokens of that person and of the agency that employs it. */
export interface Shown {
  readonly url: string;
  readonly today: string;
  readonly person: string;
  readonly personToken: string;
  readonly agencyToken: string;
  /** The agency, with its token. */
  readonly agency: ServiceClient;
}

/** Records the sample over HTTP, and shows what the ledger does. */
export async function showLedger({ url, folder, timeZone }: ShownService, signal: AbortSignal): Promise<Shown> {
  const issuer = await LocalIssuer.open(folder);
  const operator = await issuer.sign({ sub: 'demo-operator', role: 'operator' });
  const auditor = await issuer.sign({ sub: 'demo-auditor', role: 'auditor' });
  const client = new ServiceClient(url, async () => operator, signal);
  const reading = new ServiceClient(url, async () => auditor, signal);
  const today = localDate(Date.now(), timeZone);

  say(`1. ${CAREERS} careers of 20 years, as CloudEvents through the door that agencies use`);
  const bar = progress('careers', CAREERS, { json: false });
  const startedAt = Date.now();
  const personToken = (person: string): Promise<string> => issuer.sign({ sub: person, role: 'person', person });
  const report = await seedCareers({
    careers: CAREERS,
    seed: 1,
    today,
    client,
    personToken,
    onCareers: (done) => bar.update(done),
    signal,
  });
  bar.stop();
  const seconds = (Date.now() - startedAt) / 1000;
  say(
    `   ${report.recorded} acts recorded in ${seconds.toFixed(1)} s, ${report.flagged} of them flagged, ${report.rejected} refused.\n`,
  );

  say('2. The records of 36 more as the national system has them: a pull, the same again, and one a month later');
  await importSample(folder, client, signal);
  say();

  const head = await viewsCaughtUp(client, {}, signal);
  const promoted = await promotedPerson(report.persons, reading, head);
  const agencyToken = await issuer.sign({
    sub: 'demo-agency',
    role: 'agency',
    agency: promoted.agency,
    source: `/agencies/${promoted.agency}/simpeg`,
  });
  const agency = new ServiceClient(url, async () => agencyToken, signal);
  const { entry } = promoted;

  say('3. A correction: the agency mends the decree number of a promotion');
  const correction = {
    person: promoted.person,
    fact: entry.fact,
    effectiveAt: entry.effectiveAt,
    decree: { ...entry.decree, number: `${entry.decree?.number ?? 'SK'}/RALAT` },
    approvals: entry.approvals,
    content: entry.content,
    approvedBy: 'demo-second-officer',
    reason: 'Nomor SK disesuaikan dengan naskah asli',
  };
  const receipt = await agency.command<{ edition: number; position: string }>(
    'correct-promotion',
    correction,
    'demo-correction',
  );
  say(
    `   accepted as edition ${receipt.edition} of the fact, at position ${receipt.position}; the first edition stays.\n`,
  );

  say('4. A rejection: a promotion to a rank that does not exist');
  try {
    await agency.command(
      'record-promotion',
      { person: promoted.person, effectiveAt: `${today.slice(0, 7)}-01`, content: { kind: '101', golongan: '39' } },
      'demo-rejection',
    );
  } catch (error) {
    if (!(error instanceof ServiceProblem)) throw error;
    say(`   ${error.message}\n`);
  }

  say('5. What the ledger says of this person, every figure with its rule');
  printCareer(await reading.get<CareerAnswer>(`/v1/careers/${promoted.person}?at-least=${receipt.position}`));
  say('\n6. The newest entries of the timeline: the correction and what it corrects are linked');
  printTimeline({
    ...(await reading.get<TimelineAnswer>(
      `/v1/careers/${promoted.person}/timeline?limit=3&at-least=${receipt.position}`,
    )),
  });

  const { person } = promoted;
  return { url, today, person, personToken: await personToken(person), agencyToken, agency };
}

/** Prints tokens and requests to paste. */
export function printRequests({ url, today, person, personToken, agencyToken }: Shown): void {
  say('\nTokens, good for 8 hours. In a shell:');
  say(`export REKAM=${url}`);
  say(`export PERSON=${person}`);
  say(`export PERSON_TOKEN=${personToken}`);
  say(`export AGENCY_TOKEN=${agencyToken}`);
  say('\nThe person reads the own record, and sees who else has read it; the agency records a training:');
  say('curl -s -H "Authorization: Bearer $PERSON_TOKEN" "$REKAM/v1/careers/$PERSON"');
  say('curl -s -H "Authorization: Bearer $PERSON_TOKEN" "$REKAM/v1/careers/$PERSON/accesses"');
  const training = {
    effectiveAt: today,
    content: { kind: '9', name: 'Seminar Transparansi', provider: 'BPSDM Provinsi Jambi', jp: 4 },
  };
  const body = JSON.stringify(training).replace('{', '{"person":"\'$PERSON\'",');
  say(
    `curl -s -H "Authorization: Bearer $AGENCY_TOKEN" -H "Idempotency-Key: first-training" -H "Content-Type: application/json" -d '${body}' "$REKAM/v1/commands/record-training"`,
  );
}

interface Promoted {
  readonly person: string;
  readonly agency: string;
  readonly entry: TimelineEntry;
}

/** The first of the persons who was promoted and still serves, with the last promotion. */
async function promotedPerson(persons: readonly string[], reading: ServiceClient, position: string): Promise<Promoted> {
  for (const person of persons) {
    const { entries } = await reading.get<TimelineAnswer>(
      `/v1/careers/${person}/timeline?limit=200&at-least=${position}`,
    );
    const entry = entries.find(({ subject, supersededBy }) => subject === 'promotion' && supersededBy === null);
    const { employment } = await reading.get<CareerAnswer>(`/v1/careers/${person}?at-least=${position}`);
    if (entry !== undefined && employment.agency !== null) return { person, agency: employment.agency, entry };
  }
  throw new Error('no sample career has a promotion');
}
