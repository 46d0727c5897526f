import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { fuzz } from './campaign';

const HELP = `npm run fuzz [-- [--payloads N] [--seed S]]

Sends payloads with one to three things wrong with each to a service of its own: nine of ten are answers of the national
system, imported as pulls of made-up people; one of ten is a CloudEvent at the service's door. Exit code 1 on a crash,
an answer of 500 and above, a person half imported, or anything that a second import of the same would record; data and
pull are kept then.

  --payloads N   how many at least; 100000
  --seed S       of the mutations; 1
  --help`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      payloads: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [payloads, seed] = [Number(values.payloads), Number(values.seed)];
  if (!Number.isSafeInteger(payloads) || payloads < 1 || !Number.isSafeInteger(seed)) {
    throw new Error('--payloads must be a whole number from 1, and --seed a whole number');
  }
  const startedAt = performance.now();
  const { breaches, folder, ...report } = await fuzz({
    payloads,
    seed,
    onRound: (round, sent, sums) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(5);
      console.log(`${seconds} s  round ${round}: ${sent} payloads, ${JSON.stringify(sums)}`);
    },
  });
  console.log(JSON.stringify({ seed, ...report, breaches: breaches.length }));
  for (const breach of breaches) console.log(`BREACH ${breach}`);
  if (folder === null) return;
  console.log(`Kept for a look: ${folder}`);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  // Its service goes with it.
  process.exit(1);
});
