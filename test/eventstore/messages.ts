import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import {
  AllStreamPosition,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { AppendResp, BatchAppendResp, ReadResp, type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import { APPEND_BYTES_MAX, type AppendAnswer, type Expected, type LogRecord, type ProposedRecord } from './log';

/** Between the messages of the protocol and our log, as far as clients of streams need it. */

interface ProposedMessage {
  getId(): UUID | undefined;
  getMetadataMap(): { forEach(call: (value: string, key: string) => void): void };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

export const streamNameOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier!.getStreamName_asU8()).toString('utf8');

export function proposedOf(message: ProposedMessage): ProposedRecord {
  const metadata = new Map<string, string>();
  message.getMetadataMap().forEach((value, key) => metadata.set(key, value));
  return {
    id: message.getId()!.getString(),
    metadata,
    data: message.getData_asU8(),
    customMetadata: message.getCustomMetadata_asU8(),
  };
}

export function batchExpected(options: BatchAppendReq.Options): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasStreamPosition() ? BigInt(options.getStreamPosition()) : 'any';
}

const uuidOf = (text: string): UUID => new UUID().setString(text);

export function eventMessage(record: LogRecord): ReadResp {
  const event = new ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidOf(record.id))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(record.stream)))
    .setStreamRevision(record.revision.toString())
    .setCommitPosition(record.position.toString())
    .setPreparePosition(record.position.toString())
    .setData(record.data)
    .setCustomMetadata(record.customMetadata);
  for (const [key, value] of record.metadata) event.getMetadataMap().set(key, value);
  event.getMetadataMap().set('created', record.createdTicks.toString());
  const read = new ReadResp.ReadEvent().setEvent(event).setCommitPosition(record.position.toString());
  return new ReadResp().setEvent(read);
}

export const notFoundMessage = (stream: string): ReadResp =>
  new ReadResp().setStreamNotFound(
    new ReadResp.StreamNotFound().setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream))),
  );

export const confirmationMessage = (id: string): ReadResp =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const caughtUpMessage = (): ReadResp => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

export const checkpointMessage = (position: bigint): ReadResp =>
  new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
  );

const packed = (type: string, bytes: Uint8Array): Any => {
  const any = new Any();
  any.pack(bytes, `event_store.client.${type}`, 'type.googleapis.com/');
  return any;
};

function failureOf(answer: Exclude<AppendAnswer, { kind: 'success' }>, stream: string, expected: Expected): Any {
  switch (answer.kind) {
    case 'wrong-expected-version': {
      const wrong = new WrongExpectedVersion();
      if (answer.actual === null) wrong.setCurrentNoStream(new GoogleEmpty());
      else wrong.setCurrentStreamRevision(answer.actual.toString());
      if (typeof expected === 'bigint') wrong.setExpectedStreamPosition(expected.toString());
      else if (expected === 'no_stream') wrong.setExpectedNoStream(new GoogleEmpty());
      else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new GoogleEmpty());
      else wrong.setExpectedAny(new GoogleEmpty());
      return packed('WrongExpectedVersion', wrong.serializeBinary());
    }
    case 'stream-deleted': {
      const deleted = new StreamDeleted().setStreamIdentifier(
        new StreamIdentifier().setStreamName(Buffer.from(stream)),
      );
      return packed('StreamDeleted', deleted.serializeBinary());
    }
    case 'too-large':
      return packed(
        'MaximumAppendSizeExceeded',
        new MaximumAppendSizeExceeded().setMaxappendsize(APPEND_BYTES_MAX).serializeBinary(),
      );
    default:
      throw new Error(`no message for ${String(answer satisfies never)}`);
  }
}

export function batchAnswer(
  correlation: UUID,
  stream: string,
  expected: Expected,
  answer: AppendAnswer,
): BatchAppendResp {
  const message = new BatchAppendResp()
    .setCorrelationId(correlation)
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (answer.kind !== 'success') {
    const status = new Status().setMessage(answer.kind).setDetails(failureOf(answer, stream, expected));
    return message.setError(status);
  }
  const { revision, position } = answer;
  return message.setSuccess(
    new BatchAppendResp.Success()
      .setCurrentRevision(revision.toString())
      .setPosition(
        new AllStreamPosition().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
      ),
  );
}

/** Null for what `Append` answers with a status instead. */
export function appendAnswer(answer: AppendAnswer): AppendResp | null {
  switch (answer.kind) {
    case 'success': {
      const position = new AppendResp.Position()
        .setCommitPosition(answer.position.toString())
        .setPreparePosition(answer.position.toString());
      return new AppendResp().setSuccess(
        new AppendResp.Success().setCurrentRevision(answer.revision.toString()).setPosition(position),
      );
    }
    case 'wrong-expected-version': {
      const wrong = new AppendResp.WrongExpectedVersion();
      if (answer.actual !== null) wrong.setCurrentRevision(answer.actual.toString());
      return new AppendResp().setWrongExpectedVersion(wrong);
    }
    case 'stream-deleted':
    case 'too-large':
      return null;
    default:
      throw new Error(`no answer for ${String(answer satisfies never)}`);
  }
}
