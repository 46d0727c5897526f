import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Metadata, status, type ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from './faults';
import type { Log, LogRecord } from './log';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  notFoundMessage,
  streamNameOf,
} from './messages';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Events looked at between checkpoints, times the client's multiplier. */
const CHECKPOINT_WINDOW = 32;

/** Answers `Read`: streams and $all, both directions, and subscriptions to $all. */
export class Reads {
  /** Where subscriptions began, one after the other. */
  readonly subscribedFrom: bigint[] = [];
  /** Reads of $all so far, subscriptions aside. */
  ofAll = 0;
  readonly #calls = new Set<ReadCall>();
  /** Subscriptions by the number of records that they have passed. */
  readonly #passed = new Map<ReadCall, number>();
  #waiting: (() => void)[] = [];

  /** Calls that are told nothing more. */
  readonly #silent = new Set<ReadCall>();

  constructor(
    private readonly log: Log,
    private readonly faults: Faults,
  ) {}

  async serve(call: ReadCall): Promise<void> {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    call.on('close', () => gone.abort());
    this.#calls.add(call);
    const options = call.request.getOptions()!;
    try {
      if (options.hasStream()) await this.#stream(call, options, gone.signal);
      else if (options.hasSubscription()) await this.#subscription(call, options, gone.signal);
      else await this.#all(call, options, gone.signal);
    } finally {
      this.#calls.delete(call);
      this.#silent.delete(call);
      this.#passed.delete(call);
    }
    if (!gone.signal.aborted) call.end();
  }

  /** Ends every read that is under way as if all had been said. */
  endAll(): void {
    for (const call of this.#calls) call.end();
  }

  /** Says nothing more to those who read now, and does not end their calls either. */
  silence(): void {
    for (const call of this.#calls) this.#silent.add(call);
  }

  /** Resolves when every subscription has been given all that there is. */
  async caughtUp(): Promise<void> {
    while ([...this.#passed.values()].some((passed) => passed < this.log.records.length)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #stream(call: ReadCall, options: ReadReq.Options, gone: AbortSignal): Promise<void> {
    const wanted = options.getStream()!;
    const name = streamNameOf(wanted.getStreamIdentifier());
    const records = this.log.read(name);
    if (records === null) {
      call.write(notFoundMessage(name));
      return;
    }
    if (records === 'deleted') {
      const metadata = new Metadata();
      metadata.set('exception', 'stream-deleted');
      metadata.set('stream-name', name);
      call.emit('error', { code: status.FAILED_PRECONDITION, details: 'the stream is deleted', metadata });
      return;
    }
    const isBackwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
    const from = wanted.hasRevision() ? BigInt(wanted.getRevision()) : null;
    const found = isBackwards
      ? records.filter(({ revision }) => from === null || revision <= from).toReversed()
      : records.filter(({ revision }) => from === null || revision >= from);
    const chosen = wanted.hasEnd() && !isBackwards ? [] : found.slice(0, countOf(options));
    for (const record of chosen) await send(call, eventMessage(record), gone);
  }

  async #all(call: ReadCall, options: ReadReq.Options, gone: AbortSignal): Promise<void> {
    this.ofAll++;
    const wanted = options.getAll()!;
    const { records } = this.log;
    const from = wanted.hasPosition() ? BigInt(wanted.getPosition()!.getCommitPosition()) : null;
    const isBackwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
    const count = countOf(options);
    if (isBackwards) {
      // Backwards a position is exclusive: the events before it.
      let index = from === null ? (wanted.hasEnd() ? records.length : 0) : this.#indexOf(from);
      for (let sent = 0; sent < count && index > 0; sent++) await send(call, eventMessage(records[--index]!), gone);
    } else {
      let index = from === null ? (wanted.hasEnd() ? records.length : 0) : this.#indexOf(from);
      for (let sent = 0; sent < count && index < records.length; sent++) {
        await send(call, eventMessage(records[index++]!), gone);
      }
    }
  }

  async #subscription(call: ReadCall, options: ReadReq.Options, gone: AbortSignal): Promise<void> {
    const wanted = options.getAll()!;
    const filter = filterOf(options);
    const every = CHECKPOINT_WINDOW * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
    const { records } = this.log;
    let index = wanted.hasStart() ? 0 : records.length;
    // After the first event that is there or beyond. Nobody knows where the next one will be but by a checkpoint.
    if (wanted.hasPosition()) index = this.#indexOf(BigInt(wanted.getPosition()!.getCommitPosition())) + 1;
    index = Math.min(index, records.length);
    this.subscribedFrom.push(index === 0 ? 0n : (records[index - 1]?.position ?? 0n));
    await send(call, confirmationMessage(randomUUID()), gone);
    for (let isLive = false, looked = 0; !gone.aborted;) {
      while (index < records.length && !gone.aborted) {
        if (this.#silent.has(call)) await once(gone, 'abort');
        const record = records[index++]!;
        if (filter(record) && !call.write(eventMessage(record))) await drained(call, gone);
        if (++looked % every === 0) {
          const next = records[index]?.position ?? this.log.end;
          await send(call, checkpointMessage(this.faults.areCheckpointsAhead ? next : record.position), gone);
        }
      }
      if (!isLive) await send(call, caughtUpMessage(), gone);
      isLive = true;
      this.#passed.set(call, index);
      for (const wake of this.#waiting.splice(0)) wake();
      await this.log.longerThan(index, gone);
    }
  }

  /** A position between two records is refused: a server reads its file there and finds no record. */
  #indexOf(position: bigint): number {
    const index = this.log.indexAt(position);
    const found = this.log.records[index];
    if (found?.position !== position && position !== 0n && position !== this.log.end)
      throw new Error(`no record begins at position ${position}`);
    return index;
  }
}

const countOf = (options: ReadReq.Options): number => Number(options.getCount());

function filterOf(options: ReadReq.Options): (record: LogRecord) => boolean {
  const filter = options.getFilter();
  if (filter === undefined) return () => true;
  const isOnType = filter.hasEventType();
  const expression = (isOnType ? filter.getEventType() : filter.getStreamIdentifier())!;
  const prefixes = expression.getPrefixList();
  const regex = prefixes.length > 0 ? null : new RegExp(expression.getRegex());
  return ({ stream, metadata }) => {
    const text = isOnType ? (metadata.get('type') ?? '') : stream;
    return regex === null ? prefixes.some((prefix) => text.startsWith(prefix)) : regex.test(text);
  };
}

async function send(call: ReadCall, message: ReadResp, gone: AbortSignal): Promise<void> {
  if (!gone.aborted && !call.write(message)) await drained(call, gone);
}

/** Resolves when the client can take more, or is gone. */
async function drained(call: ReadCall, gone: AbortSignal): Promise<void> {
  await once(call, 'drain', { signal: gone }).catch(() => undefined);
}
