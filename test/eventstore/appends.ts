import {
  Metadata,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { AppendFault, Faults } from './faults';
import type { Expected, Log, ProposedRecord } from './log';
import { appendAnswer, batchAnswer, batchExpected, proposedOf, streamNameOf } from './messages';

interface BatchUnderWay {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: ProposedRecord[];
}

/** Answers `BatchAppend`, with the faults that are due. */
export function serveBatches(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  log: Log,
  faults: Faults,
  node: { readonly host: string; readonly port: number },
): void {
  const underWay = new Map<string, BatchUnderWay>();
  call.on('error', () => undefined);
  call.on('data', (request: BatchAppendReq) => {
    const correlation = request.getCorrelationId()!;
    const id = correlation.getString();
    // 1. The options come with the first part, the events with every one.
    const options = request.getOptions();
    if (options !== undefined) {
      const stream = streamNameOf(options.getStreamIdentifier());
      underWay.set(id, { stream, expected: batchExpected(options), events: [] });
    }
    const batch = underWay.get(id)!;
    batch.events.push(...request.getProposedMessagesList().map(proposedOf));
    if (!request.getIsFinal()) return;
    underWay.delete(id);
    // 2. The last part writes all of them.
    const fault = faults.takeAppend();
    if (isBeforeWriting(fault)) return failBefore(call, fault, correlation, batch, faults.leader ?? node);
    const answer = log.append(batch.stream, batch.expected, batch.events);
    if (fault === 'answer-lost') return;
    if (fault === 'written-then-clean-end') return void call.end();
    const message = batchAnswer(correlation, batch.stream, batch.expected, answer);
    if (faults.held === null) call.write(message);
    else void faults.held.then(() => call.write(message));
  });
  call.on('end', () => call.end());
}

type FaultBefore = Exclude<AppendFault, 'answer-lost' | 'written-then-clean-end'>;

const isBeforeWriting = (fault: AppendFault | null): fault is FaultBefore =>
  fault !== null && fault !== 'answer-lost' && fault !== 'written-then-clean-end';

function failBefore(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  fault: FaultBefore,
  correlation: UUID,
  { stream, expected }: BatchUnderWay,
  leader: { readonly host: string; readonly port: number },
): void {
  switch (fault) {
    case 'never-answered':
      return;
    case 'clean-end':
      call.end();
      return;
    case 'unavailable':
      call.emit('error', failure(status.UNAVAILABLE, 'not now'));
      return;
    case 'not-leader':
      call.emit(
        'error',
        failure(status.NOT_FOUND, 'not the leader', {
          exception: 'not-leader',
          'leader-endpoint-host': leader.host,
          'leader-endpoint-port': String(leader.port),
        }),
      );
      return;
    case 'wrong-revision':
      call.write(batchAnswer(correlation, stream, expected, { kind: 'wrong-expected-version', actual: 41n }));
      return;
    default:
      throw new Error(`no such fault: ${String(fault satisfies never)}`);
  }
}

/** Answers `Append`, which clients use where credentials go with the call. */
export function serveAppend(
  call: ServerReadableStream<AppendReq, AppendResp>,
  answer: sendUnaryData<AppendResp>,
  log: Log,
): void {
  let stream = '';
  let expected: Expected = 'any';
  const events: ProposedRecord[] = [];
  call.on('data', (request: AppendReq) => {
    const options = request.getOptions();
    if (options === undefined) {
      events.push(proposedOf(request.getProposedMessage()!));
      return;
    }
    stream = streamNameOf(options.getStreamIdentifier());
    if (options.hasNoStream()) expected = 'no_stream';
    else if (options.hasStreamExists()) expected = 'stream_exists';
    else if (options.hasRevision()) expected = BigInt(options.getRevision());
  });
  call.on('end', () => {
    const outcome = log.append(stream, expected, events);
    const message = appendAnswer(outcome);
    if (message === null) answer(failure(status.FAILED_PRECONDITION, outcome.kind));
    else answer(null, message);
  });
}

export function failure(code: status, details: string, trailers: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}
