import { once } from 'node:events';
import type { Cluster } from '@rekam/kafka';
import { withAdmin } from '../kafka/open';
import { codeOf, endsOf, outcomesFrom } from '../kafka/outcomes';
import { Matching } from './matching';
import { simulatedMessages, type Plan } from './messages';
import { sendAll } from './sender';
import { Tally, type SeenOutcome, type TallyReport } from './tally';

export interface SimulationOptions {
  readonly cluster: Cluster;
  readonly plan: Plan;
  /** Messages a second; 0 = as fast as it goes. */
  readonly ratePerSecond: number;
  /** How long nothing may come before what is unanswered counts as lost, and brokers may be away. */
  readonly timeoutMs: number;
  readonly isRepeat: boolean;
  readonly outcomeTopics: readonly string[];
  readonly signal: AbortSignal;
  readonly onAnswered: (answered: number) => void;
}

export interface SimulationReport extends Omit<TallyReport, 'unanswered' | 'prompt'> {
  readonly run: string;
  readonly agencies: number;
  readonly events: number;
  /** `interrupted`: the figures are what was known by then. */
  readonly state: 'complete' | 'timed-out' | 'interrupted';
  /** Messages that the brokers took and that got no outcome in time. */
  readonly lost: number;
  /** Messages that had no outcome yet when it was interrupted. */
  readonly waiting: number;
  readonly sendSeconds: number;
  /** From the first message to the last outcome. */
  readonly seconds: number;
  /** Of the messages that need not wait for a person, until the last of them was answered. */
  readonly outcomesPerSecond: number;
}

const ANSWERED_STEP = 64;
const CHECK_MS = 250;

/** Sends the messages of the plan and waits until each has its outcome. Throws when the brokers refuse them. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { cluster, plan, signal, onAnswered } = options;
  const tally = new Tally({ messagesMax: plan.events, isRepeat: options.isRepeat });
  const matching = new Matching<{ readonly seen: SeenOutcome; readonly atMs: number }>();
  // What ends the reading: all are answered, nothing comes any more, Ctrl-C, or sending fails.
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  signal.addEventListener('abort', stop, { once: true });

  // 1. Where the outcomes will be, before anything is sent.
  const places = await withAdmin(cluster, (admin) => endsOf(admin, options.outcomeTopics));
  const producer = await cluster.producer();
  const startedAt = performance.now();
  let movedAt = startedAt;
  let answeredAt = startedAt;
  let sentAt: number | null = null;
  const isDone = (): boolean => sentAt !== null && tally.unanswered === 0;

  // 2. Outcomes are read while messages are sent.
  const answered = (message: number, seen: SeenOutcome, atMs: number, where: string): void => {
    tally.seen(message, seen, atMs, where);
    movedAt = answeredAt = performance.now();
    if (tally.answered % ANSWERED_STEP === 0) onAnswered(tally.answered);
    if (isDone()) stop();
  };
  const reading = (async () => {
    for await (const outcome of outcomesFrom(cluster, places, ended.signal)) {
      const { topic, partition, offset } = outcome.message;
      const seen = { outcome: outcome.outcome, code: codeOf(outcome) };
      const atMs = performance.now();
      const message = matching.messageAt(topic, partition, offset, { seen, atMs });
      if (message !== null) answered(message, seen, atMs, `${topic}/${partition}/${offset}`);
    }
  })();
  const sending = (async () => {
    await sendAll(simulatedMessages(plan), {
      ...options,
      producer,
      signal: ended.signal,
      onSending: ({ number, expected }, dueAtMs) => tally.sending(number, expected, dueAtMs),
      onUncertain: ({ number }) => tally.uncertain(number),
      onPlaced: ({ number }, place) => {
        tally.sent();
        movedAt = performance.now();
        const ahead = matching.placed(number, place);
        const where = `${place.topic}/${place.partition}/${place.offset}`;
        if (ahead !== null) answered(number, ahead.seen, ahead.atMs, where);
      },
    });
    sentAt = performance.now();
    if (isDone()) stop();
  })();

  // 3. Until all are answered, or nothing comes any more.
  const watch = setInterval(() => {
    if (sentAt !== null && performance.now() - movedAt > options.timeoutMs) stop();
  }, CHECK_MS);
  try {
    await Promise.race([Promise.all([sending, reading]), ended.signal.aborted ? null : once(ended.signal, 'abort')]);
    stop();
    await Promise.all([sending, reading]);
  } finally {
    stop();
    clearInterval(watch);
    signal.removeEventListener('abort', stop);
    await Promise.allSettled([sending, reading]);
    await producer.stop();
  }
  onAnswered(tally.answered);

  // 4. What became of them.
  const { unanswered, prompt, ...report } = tally.report();
  const state = signal.aborted ? 'interrupted' : unanswered > 0 ? 'timed-out' : 'complete';
  const seconds = Math.max(answeredAt - startedAt, 1) / 1_000;
  return {
    run: plan.run,
    agencies: plan.players.length,
    events: plan.events,
    state,
    ...report,
    lost: state === 'interrupted' ? 0 : unanswered,
    waiting: state === 'interrupted' ? unanswered : 0,
    sendSeconds: Math.round(((sentAt ?? performance.now()) - startedAt) / 10) / 100,
    seconds: Math.round(seconds * 100) / 100,
    outcomesPerSecond: Math.round((prompt.answered * 1_000) / Math.max(prompt.lastAtMs - startedAt, 1)),
  };
}
