import type { Command } from '../command';
import type { FactBody } from '../event';
import { rejectionOf } from '../rejection';
import type { Finding } from '../subject';
import { given } from './given';
import { approved, operator, type Caller } from './samples';

/** A finding, how severe it is, what stood before, and the command that meets it, from whomever sends it. */
export type FindingCase = readonly [string, Finding['severity'], readonly Command[], (by: Caller) => Command];

/** Specs of findings: each is met live and by an import, and no text of `texts` is without its case. */
export function describeFindings(texts: Readonly<Record<string, unknown>>, cases: readonly FindingCase[]): void {
  describe('findings', () => {
    it.each(cases)(
      '%s (%s) is rejected or flagged where the command arrives live',
      (code, severity, history, command) => {
        const { thenRejected, thenFlagged } = given(...history).when(command(approved));
        if (severity === 'warning') thenFlagged(code);
        else thenRejected(code);
      },
    );

    it.each(cases)('%s (%s) rejects an import only when impossible', (code, severity, history, command) => {
      const { ledger, thenRejected, thenFlagged } = given(...history).when(command(operator));
      if (severity === 'impossible') return thenRejected(code);
      thenFlagged(code);
      const said = (ledger.log.at(-1)!.body as FactBody).flags.map(rejectionOf);
      expect(JSON.stringify(said)).not.toMatch(/\{\w+\}/);
    });

    it('are all here: no text is without its case', () => {
      const tested = new Set<string>(cases.map(([code]) => code));
      expect(Object.keys(texts).filter((code) => !tested.has(code))).toEqual([]);
    });
  });
}
