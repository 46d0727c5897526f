import { deadLetterHeaders, outcomeHeaders, type EventName, type OutcomeMessage, type Problem } from '@rekam/contracts';
import type { Intake, Uuid } from '@rekam/domain';
import {
  BrokerUnavailable,
  MessageRefused,
  RetryLater,
  type IncomingMessage,
  type OutgoingMessage,
  type Producer,
} from '@rekam/kafka';
import { outsideWork, traceHeaders } from '@rekam/runtime';
import type { DoorCounts } from './door-counts';
import { KEY_BYTES_MAX } from './opened-message';
import type { Troubles } from './troubles';
import type { Verdict } from './verdict';

/** A message of the intake that is to be answered. */
export interface Answerable {
  readonly message: IncomingMessage;
  readonly coordinates: Intake;
  readonly outcomeId: Uuid;
  readonly name: EventName | null;
  readonly outcomesTopic: string;
}

/** Tells what became of messages: the sender by an outcome, and the operators of a rejected one by a dead letter. */
export class Answers {
  constructor(
    private readonly producer: Pick<Producer, 'send'>,
    private readonly deadLettersTopic: string,
    private readonly counts: DoorCounts,
    private readonly troubles: Troubles,
  ) {}

  /**
   * Resolves when the brokers have acknowledged all of it. `sent` is called once the outcome has its place before all
   * later ones of its key. Rejects with RetryLater when the brokers do not take it now; then it is all to be sent again.
   */
  async send(answerable: Answerable, verdict: Verdict, sent: () => void): Promise<void> {
    if (verdict.outcome === 'rejected') {
      await this.deliver(deadLettersOf(answerable, verdict.problem, this.deadLettersTopic));
      this.counts.deadLetter();
    }
    const delivered = this.deliver(outcomesOf(answerable, verdict));
    sent();
    await delivered;
    this.counts.outcome(verdict);
  }

  /** Delivers the first of these forms of a message that is not too large. */
  private async deliver(forms: Iterable<OutgoingMessage>): Promise<void> {
    let refusal: unknown;
    for (const form of forms) {
      try {
        // What others send goes along, and is not this work's.
        await outsideWork(() => this.producer.send([form]));
        this.troubles.end(answersTo(form.topic));
        return;
      } catch (error) {
        if (!(error instanceof MessageRefused && error.reason === 'too-large'))
          throw this.retryLater(error, form.topic);
        refusal = error;
      }
    }
    throw refusal;
  }

  private retryLater(error: unknown, topic: string): unknown {
    if (error instanceof BrokerUnavailable) {
      this.counts.retry('brokers-unavailable');
      this.troubles.begin(answersTo(topic), 'the brokers take no answers now', error);
    } else if (error instanceof MessageRefused) {
      this.counts.retry('answer-refused');
      this.troubles.begin(
        answersTo(topic),
        `the brokers refuse answers to ${topic}; make it (rekam topics create) and let this service write to it`,
        error,
      );
    } else return error;
    return new RetryLater('the answer is not delivered');
  }
}

/** Each topic has its troubles: that one takes answers does not mend another. */
const answersTo = (topic: string): string => `answers to ${topic}`;

/** The outcome of a message under the message's own key, and the same in brief. */
function* outcomesOf(answerable: Answerable, verdict: Verdict): Iterable<OutgoingMessage> {
  yield outcomeOf(answerable, verdict);
  if (verdict.outcome !== 'rejected') return;
  const { errors: _errors, ...brief } = verdict.problem;
  yield outcomeOf(answerable, { ...verdict, problem: { ...brief, detail: 'What is wrong is too long to be told.' } });
}

function outcomeOf(
  { message: { key }, coordinates, outcomeId, name, outcomesTopic }: Answerable,
  verdict: Verdict,
): OutgoingMessage {
  const said = { message: coordinates, event: name };
  const value = { outcome: verdict.outcome, ...said, receipt: verdict.receipt, problem: verdict.problem };
  return {
    topic: outcomesTopic,
    key: key !== null && key.length > KEY_BYTES_MAX ? null : key,
    value: JSON.stringify(value),
    headers: { ...outcomeHeaders(outcomeId, value as OutcomeMessage), ...traceHeaders() },
  };
}

/** The message as it came, with what is wrong with it; then without its value, and without anything of the sender's. */
function* deadLettersOf(
  { message: { key, value, headers }, coordinates, outcomeId }: Answerable,
  problem: Problem,
  topic: string,
): Iterable<OutgoingMessage> {
  const letter = { ...coordinates, problem, outcomeId };
  yield { topic, key, value, headers: deadLetterHeaders(headers, { ...letter, valueBytesLost: null }) };
  const lost = { ...letter, valueBytesLost: value?.length ?? 0 };
  yield { topic, key, value: null, headers: deadLetterHeaders(headers, lost) };
  yield { topic, key: null, value: null, headers: deadLetterHeaders({}, lost) };
}
