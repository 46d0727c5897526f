import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Campaign } from './campaign';
import type { Door } from './door';
import type { Drill } from './kill-drills';
import { NotStarted, Service } from './service';

const DISK_MIB = 48;
const REFUSALS = 40;
const ACKNOWLEDGED = 60;
/** The access trail opens a new window every ten minutes, and must write then. */
const WINDOW_MS = 600_000;
/** Sizes of the pieces that the disk is filled with, down to a page. */
const PIECES_BYTES = [1_048_576, 65_536, 4_096];

/** A disk that is full for long is full until every view that has something to write counts as failed. */
type Duration = 'short' | 'long';

/** Looks at the views every so often. */
const POLL_MS = 200;

/** The disk fills up under load and is freed; it fills up again, and the service is killed on it. */
export const fullDiskFor =
  (duration: Duration): Drill =>
  async ({ rounds, report }) => {
    const campaign = new Campaign('full-disk', report);
    const disk = join(campaign.root, 'disk');
    const obstacle = mount(disk);
    if (obstacle !== null) {
      campaign.close();
      return campaign.outcome(`needs a small tmpfs of its own, which cannot be mounted here: ${obstacle}`);
    }
    const ballast = join(disk, 'ballast');
    try {
      for (let round = 0; round < rounds; round++) {
        await freedAgain(campaign, ballast, duration);
        await killedOnIt(campaign, ballast);
      }
      return await campaign.finish();
    } finally {
      // What there is to look into stays mounted.
      if (campaign.ledger.breaches.length === 0) execFileSync('umount', ['--lazy', disk]);
      campaign.close();
    }
  };

/** Writes are refused, reads go on; with space again everything refused is taken, and the views go on too. */
async function freedAgain(campaign: Campaign, ballast: string, duration: Duration): Promise<void> {
  const { service, door } = await campaign.start();
  const { load, ended } = campaign.load(door);
  await load.acknowledgements(ACKNOWLEDGED);
  const person = personIn(campaign);
  await door.read(person, 'before-full');
  const windowBefore = Math.floor(Date.now() / WINDOW_MS);
  fill(ballast);
  await load.refusals(REFUSALS);
  await expectReads(campaign, door, person, windowBefore);
  load.end();
  await ended;
  if (duration === 'long') await viewsGaveUp(door);
  rmSync(ballast);
  await campaign.settle(door);
  if (campaign.ledger.refused.size > 0) {
    campaign.ledger.breach(`with space again ${campaign.ledger.refused.size} commands were still refused`);
  }
  const after = campaign.load(door);
  await after.load.acknowledgements(ACKNOWLEDGED);
  after.load.end();
  await after.ended;
  await campaign.readBack(door);
  await campaign.crashNow(service, 'filled and freed');
}

async function viewsGaveUp(door: Door): Promise<void> {
  for (;;) {
    const { projectors } = (await door.get('/v1/status')).body as { projectors: { state: string; lag: string }[] };
    if (projectors.every(({ state, lag }) => state === 'failed' || lag === '0')) return;
    await delay(POLL_MS);
  }
}

/** Killed on the full disk and started there, it starts or says why not; with space again it goes on. */
async function killedOnIt(campaign: Campaign, ballast: string): Promise<void> {
  const { service, door } = await campaign.start();
  const { load, ended } = campaign.load(door);
  await load.acknowledgements(ACKNOWLEDGED);
  fill(ballast);
  await load.refusals(REFUSALS);
  service.kill();
  await ended;
  await campaign.crashNow(service, 'killed on a full disk');
  const again = Service.spawn(campaign.folder);
  try {
    await again.listening();
    await campaign.crashNow(again, 'started on a full disk');
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const { code, stderr } = error.ended;
    const isClear = code === 1 && /full|ENOSPC/.test(stderr);
    if (!isClear) campaign.ledger.breach(`on a full disk the start ended with ${code}: ${stderr}`);
    await campaign.look('not started on a full disk');
  }
  rmSync(ballast);
}

async function expectReads(campaign: Campaign, door: Door, person: string, windowBefore: number): Promise<void> {
  for (const path of ['/v1/status', '/health/live']) {
    const { status } = await door.get(path);
    if (status !== 200) campaign.ledger.breach(`with a full disk ${path} was answered ${status}`);
  }
  const { status } = await door.read(person, 'before-full');
  const isSameWindow = Math.floor(Date.now() / WINDOW_MS) === windowBefore;
  if (isSameWindow && status !== 200) campaign.ledger.breach(`with a full disk a read was answered ${status}`);
  // A reading under a new purpose would have to be written down before it is answered.
  const { status: untrailed } = await door.read(person, 'while-full');
  if (untrailed !== 503 && untrailed !== 200)
    campaign.ledger.breach(`with a full disk a new read was answered ${untrailed}`);
}

const personIn = ({ ledger }: Campaign): string =>
  [...ledger.acknowledged.values()].map(({ receipt }) => receipt.person).find((person) => person !== null)!;

/** Null when mounted, else why not. */
function mount(folder: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0700`, 'tmpfs', folder], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return (error as Error).message.trim();
  }
}

function fill(file: string): void {
  const ballast = openSync(file, 'w');
  try {
    for (const bytes of PIECES_BYTES) {
      try {
        for (;;) writeSync(ballast, Buffer.alloc(bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(ballast);
  }
}
