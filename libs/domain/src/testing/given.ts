import type { Command } from '../command';
import type { Decision } from '../decision';
import type { CareerEvent, FactBody } from '../event';
import { Ledger } from './ledger';

/**
 * The grammar of the domain's specs: `given(commands).when(command).thenEvent(...)` or `.thenRejected(codes)`. What is
 * given is decided too, and has to be accepted, so that no spec stands on a history that the ledger would refuse.
 */
export function given(...history: readonly Command[]) {
  const ledger = new Ledger();
  for (const command of history) {
    const decision = ledger.execute(command);
    if (decision.kind !== 'accepted') throw new Error(`given ${command.kind} was ${said(decision)}`);
  }
  return {
    ledger,
    when: (command: Command) => {
      const decision = ledger.execute(command);
      return { ledger, decision, ...expectations(decision, ledger) };
    },
  };
}

const said = (decision: Decision): string =>
  decision.kind === 'rejected' ? `rejected: ${decision.rejections.map(({ code }) => code).join(', ')}` : decision.kind;

function expectations(decision: Decision, ledger: Ledger) {
  return {
    /** Accepted, as one event of this type; its body and metadata hold at least what is expected. */
    thenEvent(type: string, expected: Partial<Record<keyof CareerEvent, object>> = {}) {
      expect(said(decision)).toBe('accepted');
      expect(ledger.log.at(-1)).toMatchObject({ type, ...expected });
    },
    /** Accepted, and marked with exactly these flags. */
    thenFlagged(...codes: readonly string[]) {
      expect(said(decision)).toBe('accepted');
      expect((ledger.log.at(-1)!.body as FactBody).flags.map(({ code }) => code)).toEqual(codes);
    },
    thenAccepted() {
      expect(said(decision)).toBe('accepted');
    },
    /** The ledger has it: the outcome is that of the event at this position, and nothing was added. */
    thenDuplicateOf(position: bigint) {
      expect(decision).toMatchObject({ kind: 'duplicate', outcome: { position } });
    },
    /** Refused with exactly these codes, each with a whole text in both languages. */
    thenRejected(...codes: readonly string[]) {
      expect(said(decision)).toBe(`rejected: ${codes.join(', ')}`);
      expect(JSON.stringify(decision)).not.toMatch(/\{\w+\}/);
    },
  };
}
