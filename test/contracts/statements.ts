import { byCloudEvent, validateCommand } from '@rekam/contracts';
import { idsOf, targetOf, toCommand, type CommandContext } from '../../apps/writer/src/to-command';
import { messagesOn, type Document } from './document';

/** What the ledger makes of a message: what it hashes, and the ids that follow from it. All of it is stored for ever. */
export interface Statement {
  readonly hashed: unknown;
  readonly commandId: string;
  readonly fact: string | null;
}

const ARRIVAL = { today: '2026-11-20', recordedAt: '2026-11-20T01:00:00.000000Z' };
/** Keeps what is hashed as it is. */
const unhashed = { hash: (_label: string, text: string): string => text };

function statementOf(headers: Readonly<Record<string, string>>, payload: unknown): Statement | readonly string[] {
  const contract = byCloudEvent(headers['ce_type']!);
  if (contract === undefined) return [`there is no command ${headers['ce_type']}`];
  const verdict = validateCommand(contract, payload);
  if (!verdict.ok) return verdict.errors.map(({ field, message }) => `${field} ${message.en}`);
  const source = headers['ce_source']!;
  const context: CommandContext = {
    caller: { id: source, issuer: 'rekam', role: 'agency', agency: null, person: null, source },
    key: headers['ce_id']!,
    cloudEvent: { time: null },
    channel: 'kafka',
    intake: null,
    source,
    correlationId: '00000000-0000-4000-8000-000000000000',
  };
  const ids = idsOf(verdict.data, contract, context);
  const target = targetOf(verdict.data, contract, ids, verdict.data.person ?? null);
  const { meta } = toCommand(verdict.data, contract, context, ids, target, ARRIVAL, unhashed);
  return { hashed: JSON.parse(meta.contentHash), commandId: ids.commandId, fact: ids.fact };
}

/** What today's ledger makes of every example of the intake of a document; a list of texts where it refuses one. */
export function statementsOf(document: Document): Readonly<Record<string, Statement | readonly string[]>> {
  const made: Record<string, Statement | readonly string[]> = {};
  for (const id of messagesOn(document, 'intake')) {
    for (const { name, headers, payload } of document.components.messages[id]!.examples ?? []) {
      // A structured one says the same as its type's.
      if (headers['ce_type'] !== undefined) made[name] = statementOf(headers, payload);
    }
  }
  return made;
}
