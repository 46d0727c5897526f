import { Body, Controller, Headers, HttpStatus, Logger, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  contentModeOf,
  fromBatch,
  fromBinary,
  fromStructured,
  type Decoded,
  type Problem,
  type Receipt,
} from '@rekam/contracts';
import { subjectNamed } from '@rekam/domain';
import { Access, CorrelationId, CurrentCaller, problem, problemFor, problemOf, type Caller } from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import type { CommandOutcome } from './command-outcome';
import { commandOf } from './commands';
import { eventCommandOf, streamKnownOf, type Delivery, type EventCommand } from './event-command';
import { Identifiers } from './identifiers';
import { inOrder } from './in-order';
import { partiesOf } from './parties';
import { dataInvalid, statusOfReceipt } from './problems';
import { idsOf } from './to-command';

/** Items of one batch that are worked on at the same time. */
const CONCURRENCY_MAX = 64;

/** What became of one item of a batch: the status it would have had alone, and its receipt or its problem. */
export type ItemResult =
  { readonly status: number; readonly receipt: Receipt } | { readonly status: number; readonly problem: Problem };

/** The door of agency systems: career events as CloudEvents, in any of the three content modes of HTTP. */
@Controller('v1/events')
export class EventsController {
  private readonly logger = new Logger(EventsController.name);

  constructor(
    private readonly bus: CommandBus,
    private readonly identifiers: Identifiers,
  ) {}

  @Post()
  @Access('events')
  async receive(
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
    @CorrelationId() correlationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | { readonly results: readonly ItemResult[] }> {
    // An operator writes only what an agency's systems had before: history, which is kept and marked, not mended.
    const channel = caller.role === 'operator' ? 'import' : 'http';
    const delivery = { caller, channel, intake: null, correlationId } as const;
    const mode = contentModeOf(headers['content-type']);
    switch (mode) {
      case 'batch': {
        const batch = fromBatch(body);
        if (!batch.ok) throw dataInvalid(batch.errors);
        void reply.status(HttpStatus.OK);
        return { results: await this.receiveBatch(batch.events, delivery) };
      }
      case 'structured':
      case 'binary': {
        const decoded = mode === 'structured' ? fromStructured(body) : fromBinary(headers, 'ce-', body ?? undefined);
        const receipt = receiptOf(await this.dispatch(eventCommandOf(decoded, delivery)));
        void reply.status(statusOfReceipt(receipt));
        return receipt;
      }
      case 'unsupported':
        throw problem(
          415,
          'unsupported-media-type',
          'This format of CloudEvents is not taken.',
          'Send application/cloudevents+json, application/cloudevents-batch+json, or JSON with the attributes in ce- headers.',
        );
      default:
        throw new Error(`no content mode ${String(mode satisfies never)}`);
    }
  }

  /** Items of one source about one person in their order, others side by side. One that is refused stops no other. */
  private async receiveBatch(events: readonly Decoded[], delivery: Delivery): Promise<readonly ItemResult[]> {
    const results: ItemResult[] = [];
    const arrived: { readonly index: number; readonly command: EventCommand; readonly keys: readonly string[] }[] = [];
    for (const [index, decoded] of events.entries()) {
      try {
        const command = eventCommandOf(decoded, delivery);
        arrived.push({ index, command, keys: await this.orderKeys(command) });
      } catch (error) {
        results[index] = this.refusalOf(error);
      }
    }
    await inOrder(
      arrived,
      ({ keys }) => keys,
      ({ command }) => streamKnownOf(command),
      CONCURRENCY_MAX,
      async ({ index, command }) => {
        try {
          const receipt = receiptOf(await this.dispatch(command));
          results[index] = { status: statusOfReceipt(receipt), receipt };
        } catch (error) {
          results[index] = this.refusalOf(error);
        }
      },
    );
    return results;
  }

  /**
   * What an item is about, by every name it gives and by the person whom its number means now: items that share one
   * keep their order, also where one says the person and the next the number. A number that means nobody yet is
   * given by an item of this batch, and shared with it.
   */
  private async orderKeys({ contract, data, context }: EventCommand): Promise<readonly string[]> {
    const { person, identifier, mentoring, into, content } = data;
    const keys: (string | null | undefined)[] = [person, identifier?.number, mentoring, into];
    if (identifier !== undefined) {
      const holding = await this.identifiers.holding(identifier);
      keys.push(holding?.person, holding?.mergedInto);
    }
    const { subject } = contract;
    if (subject?.addressedBy === 'itself') keys.push(idsOf(data, contract, context).fact);
    if (subject !== null && content !== undefined) {
      const numbers = subjectNamed(subject.subject).identifiers?.(content) ?? [];
      keys.push(...numbers.map(({ number }) => number), ...partiesOf(subject.subject, content, null));
    }
    return keys.filter((key) => key !== undefined && key !== null).map((key) => `${context.source}\n${key}`);
  }

  private dispatch({ contract, data, context }: EventCommand): Promise<CommandOutcome> {
    return this.bus.execute(commandOf(contract, data, context));
  }

  private refusalOf(error: unknown): ItemResult {
    const foreseen = problemFor(error);
    if (foreseen === null) this.logger.error('an unforeseen error in a batch', error);
    const { problem: document } = foreseen ?? problem(500, 'internal', 'The service failed.', 'It was logged.');
    return { status: document.status, problem: document };
  }
}

function receiptOf(outcome: CommandOutcome): Receipt {
  if (outcome.kind === 'rejected') throw problemOf(outcome.rejections);
  return outcome.receipt;
}
