import { Random } from '../../apps/cli/src/seed/random';
import { Campaign, type Outcome, type Report } from './campaign';
import { STEPS, type Step } from './steps';

export interface DrillOptions {
  /** Kills of `kill-random`; how often the other drills go over their steps. */
  readonly rounds: number;
  readonly seed: number;
  readonly report: Report;
}

export type Drill = (options: DrillOptions) => Promise<Outcome>;

/** A start is struck at some time within this. */
const START_MS_MAX = 3_000;

/** The service is killed at times that nobody chose: under load, or while it starts. */
export const killRandom: Drill = async ({ rounds, seed, report }) => {
  const random = new Random(seed);
  return campaigning('kill-random', report, async (campaign) => {
    for (let round = 0; round < rounds; round++) {
      if (round > 0 && random.chance(0.2)) await campaign.crashWhileStarting(random.int(100, START_MS_MAX));
      else await campaign.crashAfter(random.int(1, 400), random.int(0, 20));
    }
  });
};

const killAtSteps =
  (drill: string, steps: readonly Step[]): Drill =>
  ({ rounds, report }) =>
    campaigning(drill, report, async (campaign) => {
      for (let round = 0; round < rounds; round++) {
        // A first start is only the first.
        const again = steps.filter(({ during }) => round === 0 || during !== 'first-start');
        for (const { name } of again) await campaign.crashAt(name);
      }
    });

const isOfRebuild = ({ during }: Step): boolean => during === 'rebuild';

/** The service is killed at every step that an event passes. */
export const killAtStep = killAtSteps(
  'kill-at-step',
  STEPS.filter((step) => !isOfRebuild(step)),
);
/** The service is killed while it rebuilds its views, each time going on with what the crash left. */
export const rebuildCrash = killAtSteps('rebuild-crash', STEPS.filter(isOfRebuild));

/** Runs crashes on one data folder and then sees that everything is well. */
export async function campaigning(
  drill: string,
  report: Report,
  crashes: (campaign: Campaign) => Promise<void>,
): Promise<Outcome> {
  const campaign = new Campaign(drill, report);
  try {
    await crashes(campaign);
    return await campaign.finish();
  } finally {
    campaign.close();
  }
}
