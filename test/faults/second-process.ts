import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { campaigning, type Drill } from './kill-drills';
import type { Campaign } from './campaign';
import { NotStarted, Service } from './service';

/** Two processes want one data folder: one gets it, the other is told so and harms nothing. */
export const secondProcess: Drill = ({ rounds, report }) =>
  campaigning('second-process', report, async (campaign) => {
    for (let round = 0; round < rounds; round++) {
      // 1. Both at once; the first time the folder is new.
      const { service, door } = await campaign.attend(await winnerOfTwo(campaign));
      // 2. Another one while the first is at work.
      const { load, ended } = campaign.load(door);
      await load.acknowledgements(30);
      await refusedBy(campaign, service);
      await load.acknowledgements(30);
      load.end();
      await ended;
      // 3. A killed process leaves no lock behind: the next round's start says so.
      await campaign.crashNow(service, 'killed with a second process turned away');
    }
  });

async function winnerOfTwo(campaign: Campaign): Promise<Service> {
  const rivals = [Service.spawn(campaign.folder), Service.spawn(campaign.folder)];
  const starts = await Promise.allSettled(rivals.map((rival) => rival.listening()));
  const winners = rivals.filter((_, n) => starts[n]!.status === 'fulfilled');
  if (winners.length !== 1) {
    for (const rival of rivals) rival.kill();
    throw new Error(`of two processes on one folder ${winners.length} started: ${starts.map(reasonOf).join(' / ')}`);
  }
  for (const start of starts) if (start.status === 'rejected') expectTurnedAway(campaign, start.reason, winners[0]!);
  return winners[0]!;
}

async function refusedBy(campaign: Campaign, owner: Service): Promise<void> {
  try {
    const second = await Service.start(campaign.folder);
    campaign.ledger.breach('a second process started on the folder');
    second.kill();
  } catch (error) {
    expectTurnedAway(campaign, error, owner);
  }
  const { pid } = JSON.parse(readFileSync(join(campaign.folder, 'service.json'), 'utf8')) as { pid: number };
  if (pid !== owner.pid) campaign.ledger.breach(`service.json names process ${pid}, the service is ${owner.pid}`);
}

function expectTurnedAway({ ledger }: Campaign, error: unknown, owner: Service): void {
  if (!(error instanceof NotStarted)) throw error;
  const { code, stderr } = error.ended;
  const isClear = /is in use by (another process|process \d+): stop that process/.test(stderr);
  if (code !== 1 || !isClear) ledger.breach(`beside process ${owner.pid}, a second one ended with ${code}: ${stderr}`);
}

const reasonOf = (start: PromiseSettledResult<void>): string =>
  start.status === 'fulfilled' ? 'started' : String(start.reason);
