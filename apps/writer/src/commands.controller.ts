import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { byName, CATALOGUE, validateCommand, type Receipt } from '@rekam/contracts';
import { Access, CorrelationId, CurrentCaller, problem, problemOf, type Caller } from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { commandOf } from './commands';
import { dataInvalid, statusOfReceipt } from './problems';

const KEY = /^[\x20-\x7e]{1,200}$/;

/** The door of commands: one path a command, answered with its receipt. */
@Controller('v1/commands')
export class CommandsController {
  constructor(private readonly bus: CommandBus) {}

  /** 201 when recorded, 200 when the ledger had it already; else a problem, and nothing changed. */
  @Post(':name')
  @Access('command')
  async execute(
    @Param('name') name: string,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentCaller() caller: Caller,
    @CorrelationId() correlationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const contract = byName(name);
    if (contract === undefined) throw unknownCommand();
    if (key === undefined || !KEY.test(key)) throw keyInvalid(key === undefined);
    const validated = validateCommand(contract, body);
    if (!validated.ok) throw dataInvalid(validated.errors);
    const { source } = caller;
    const context = { caller, key, cloudEvent: null, channel: 'http', intake: null, source, correlationId } as const;
    const outcome = await this.bus.execute(commandOf(contract, validated.data, context));
    if (outcome.kind === 'rejected') throw problemOf(outcome.rejections);
    void reply.status(statusOfReceipt(outcome.receipt));
    return outcome.receipt;
  }
}

const unknownCommand = () =>
  problem(
    404,
    'unknown-command',
    'There is no such command.',
    `Send one of these to /v1/commands/<name>: ${CATALOGUE.map(({ name }) => name).join(', ')}.`,
  );

const keyInvalid = (isMissing: boolean) =>
  problem(
    400,
    isMissing ? 'idempotency-key-missing' : 'idempotency-key-invalid',
    isMissing ? 'The Idempotency-Key header is missing.' : 'The Idempotency-Key header is malformed.',
    'Send a key of 1 to 200 printable ASCII characters that is your own and new for each command; send the same key when you send the same command again.',
  );
