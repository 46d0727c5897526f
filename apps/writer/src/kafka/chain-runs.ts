import type { Run } from '../to-command';

/** Messages of one source and key: those that are at work, and which of them belong together. */
interface Chain {
  /** How many are at work, of all its runs. */
  atWork: number;
  run: ChainRun;
}

/** Messages of a chain that are at work together. */
export interface ChainRun extends Run {
  /** The person to whose stream those go that are being executed; null where that is not known before it is read. */
  person: string | null;
  /** How many are being executed. */
  executing: number;
  /** Resolves when those being executed are. Never rejects. */
  executed: Promise<void>;
  /** How many are at work, those that wait for their acknowledgement among them. */
  atWork: number;
}

/** The runs at work, by the chain that they are of. */
export class ChainRuns {
  private readonly chains = new Map<string, Chain>();

  /** Joins the chain's run; the first message of a chain begins a new one. */
  join(name: string, isFirst: boolean): ChainRun {
    let chain = this.chains.get(name);
    if (chain === undefined) this.chains.set(name, (chain = { atWork: 0, run: newRun() }));
    else if (isFirst) chain.run = newRun();
    chain.atWork++;
    chain.run.atWork++;
    return chain.run;
  }

  leave(name: string, run: ChainRun): void {
    run.atWork--;
    const chain = this.chains.get(name)!;
    if (--chain.atWork === 0) this.chains.delete(name);
  }

  /** Whether no older run is at work: of that, some may yet be held back, and come before what follows. */
  isAlone(name: string, run: ChainRun): boolean {
    return this.chains.get(name)?.atWork === run.atWork;
  }
}

const newRun = (): ChainRun => ({
  isBroken: false,
  person: null,
  executing: 0,
  executed: Promise.resolve(),
  atWork: 0,
});
