import type { PublishedView } from '@rekam/contracts';
import type { Producer } from '@rekam/kafka';
import {
  LeaseHeld,
  StaleProjector,
  type Key,
  type Row,
  type RowChange,
  type Scanned,
  type TableDeclaration,
  type ViewStore,
} from '@rekam/projection';

/** How far a publication has come. A type and not an interface, so that it is a row. */
export type Progress = {
  readonly name: string;
  /** Decimal place in the log up to which everything is in the topics. */
  readonly position: string;
  /** The tables that the view's rows were read from; null before any, and for what is no view. */
  readonly build: string | null;
  /** The agencies whose topics are fed. */
  readonly agencies: readonly string[];
  /** A pass over all rows that is under way. */
  readonly scan: Scan | null;
};

export const newProgress = (name: string): Progress => ({ name, position: '0', build: null, agencies: [], scan: null });

/** A pass over all rows of a view, resumed after a crash where its last page was acknowledged. */
export type Scan = {
  /** First the rows that there are, then the keys that were sent and have no row any more. */
  readonly phase: 'rows' | 'gone';
  readonly after: Key | null;
  /** Only into the topics of these agencies; null for all topics. */
  readonly only: readonly string[] | null;
  /** Decimal place in the log up to which everything is in the topics when it is over. */
  readonly upTo: string;
};

/** In which agencies' topics a row may stand, beside the topic of the whole ledger. */
export type Held = {
  readonly view: PublishedView;
  readonly key: string;
  readonly agencies: readonly string[];
};

const PROGRESS: TableDeclaration = {
  name: 'progress',
  columns: { name: 'text', position: 'text', build: 'text', agencies: 'json', scan: 'json' },
  key: ['name'],
  indexes: {},
  feed: false,
};

const HELD: TableDeclaration = {
  name: 'held',
  columns: { view: 'text', key: 'text', agencies: 'json' },
  key: ['view', 'key'],
  indexes: {},
  feed: false,
};

export const PUBLISHER_TABLES: readonly TableDeclaration[] = [PROGRESS, HELD];

/** The progress of the store itself, which stands still: each publication has its own, in a row. */
const STILL = 0n;
/** Nobody takes what is not shared. */
const NEVER = new AbortController().signal;

/** Where the publisher's tables are. */
export interface PublisherTables {
  open(): Promise<ViewStore>;
  /** What an operator does so that everything is published anew. */
  readonly toForget: string;
}

/**
 * What the publisher remembers. Whoever has the lease publishes: a write of the one before is refused with
 * StaleProjector. Every method rejects with ViewsUnavailable when the store fails.
 */
export class PublisherStore {
  private epoch = 0;

  constructor(
    private readonly tables: ViewStore,
    readonly toForget: string,
  ) {}

  /** Whether several processes may have the tables open. */
  get isShared(): boolean {
    return this.tables.sharing !== undefined;
  }

  /** Whether no other process can have taken the lease. */
  get isLeading(): boolean {
    return this.tables.sharing?.isLeading !== false;
  }

  /** Aborts when another process is found to have taken the lease that was taken last. */
  get lost(): AbortSignal {
    return this.tables.sharing?.lost ?? NEVER;
  }

  /**
   * Takes the lease. Of several processes one has it: the others wait until that one lets go of it or gives no sign of
   * life, and call `onStandby` each time they look. Where none can have it, whoever asks last does.
   */
  async lead(signal: AbortSignal, onStandby: () => void): Promise<void> {
    while (!signal.aborted) {
      try {
        this.epoch = (await this.tables.lease()).epoch;
        return;
      } catch (error) {
        if (!(error instanceof LeaseHeld)) throw error;
      }
      onStandby();
      await this.tables.sharing?.news(signal);
    }
  }

  /**
   * A producer that sends nothing when another process may have taken the lease, since what that one has sent must not be
   * followed by what was read before: it rejects with StaleProjector then.
   */
  fenced(producer: Pick<Producer, 'send'>): Pick<Producer, 'send'> {
    return {
      send: async (messages) => {
        if (!this.isLeading) throw new StaleProjector('the lease of the publisher has run out');
        return producer.send(messages);
      },
    };
  }

  /** Lets another process publish at once. */
  async release(): Promise<void> {
    await this.tables.sharing?.release();
  }

  async progress(name: string): Promise<Progress> {
    const [row] = await this.tables.load(PROGRESS.name, [[name]]);
    return (row as Progress | null) ?? newProgress(name);
  }

  /** In the order of the keys; null for what was never sent. */
  async held(view: PublishedView, keys: readonly string[]): Promise<readonly (Held | null)[]> {
    const rows = await this.tables.load(
      HELD.name,
      keys.map((key) => [view, key]),
    );
    return rows as readonly (Held | null)[];
  }

  /** A page of all that was sent of a view, after a key. */
  async allHeld(view: PublishedView, after: string | null, limit: number): Promise<readonly Held[]> {
    const page: Scanned = await this.tables.scan(HELD.name, 'key', {
      equals: [view],
      ...(after !== null && { after: [view, after] }),
      limit,
    });
    return page.rows as readonly Held[];
  }

  /** Durable when it resolves. Rejects with StaleProjector when another process has the lease. */
  async save(progress: Progress, held: readonly HeldChange[] = []): Promise<void> {
    const changes = [
      change(PROGRESS, [progress.name], progress),
      ...held.map(({ view, key, agencies }) =>
        change(HELD, [view, key], agencies === null ? null : { view, key, agencies }),
      ),
    ];
    await this.tables.commit(changes, { position: STILL, epoch: this.epoch }, STILL);
  }

  async close(): Promise<void> {
    await this.tables.close();
  }
}

/** What is to be remembered of a row; null for nothing, since no topic has it. */
export type HeldChange = Omit<Held, 'agencies'> & { readonly agencies: readonly string[] | null };

const change = ({ name }: TableDeclaration, key: Key, row: Row | null): RowChange => ({
  table: name,
  key,
  row,
  position: STILL,
});
