import fc from 'fast-check';
import { amended, foldAll, settled, type Folded } from './fold';
import type { KeptFact } from './kept-fact';

const date = fc.integer({ min: 1, max: 28 }).map((day) => `2020-01-${String(day).padStart(2, '0')}`);
const step = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'add', 'change', 'annul', 'confirm', 'confirm', 'day'),
  choice: fc.nat(999),
  effectiveAt: date,
  waits: fc.boolean(),
});

const training = (n: number, effectiveAt: string, waits: boolean): KeptFact => ({
  person: 'ana',
  fact: `fact-${n}`,
  subject: 'training',
  edition: 0,
  place: String(n).padStart(16, '0'),
  seat: 0,
  effectiveAt,
  effectiveUntil: null,
  content: { jp: n + 1 },
  awaits: waits ? ['employer'] : [],
});

const inRow = (folded: Folded): Folded => JSON.parse(JSON.stringify(folded)) as Folded;

describe('fold', () => {
  it('amended step by step equals all facts folded at once, and keeps its tail short', () => {
    let amendments = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
        const facts = new Map<string, KeptFact>();
        let day = '2020-01-10';
        let now = foldAll([], day);
        for (const { kind, choice, effectiveAt, waits } of steps) {
          const chosen = [...facts.values()][choice % Math.max(1, facts.size)];
          let changed: KeptFact | null = null;
          if (kind === 'add') changed = training(facts.size, effectiveAt, waits);
          else if (kind === 'day') {
            if (effectiveAt > day) day = effectiveAt;
            const { base, after, tail } = now.fold;
            now = tail === null ? foldAll([...facts.values()], day) : settled(base, after, tail, day);
          } else if (chosen !== undefined) {
            const { edition, content } = chosen;
            if (kind === 'change') changed = { ...chosen, edition: edition + 1, effectiveAt, content: { jp: choice } };
            else if (kind === 'annul') changed = { ...chosen, edition: edition + 1, content: null };
            else if (content !== null) changed = { ...chosen, awaits: [] };
          }
          if (changed !== null) {
            facts.set(changed.fact, changed);
            const next = amended(now.fold, changed, day);
            if (next !== null) amendments++;
            now = next ?? foldAll([...facts.values()], day);
          }
          now = inRow(now);
          const all = foldAll([...facts.values()], day);
          expect({ parts: now.parts, nextChangeOn: now.nextChangeOn }).toEqual({
            parts: all.parts,
            nextChangeOn: all.nextChangeOn,
          });
          expect(now.fold.tail?.length ?? 0).toBeLessThanOrEqual(16);
        }
      }),
      { numRuns: 300 },
    );
    expect(amendments).toBeGreaterThan(1_000);
  });

  it('needs no other fact for acts in order, however many', () => {
    let now = foldAll([], '2020-01-28');
    for (let n = 0; n < 500; n++)
      now = amended(
        now.fold,
        training(n, `2020-01-${String(1 + Math.floor(n / 20)).padStart(2, '0')}`, false),
        '2020-01-28',
      )!;
    expect(now.parts.training.count).toBe(500);
    expect(now.fold.tail).toEqual([]);
  });

  it('asks for all facts when an act reaches back behind what is settled', () => {
    const { fold } = foldAll([training(0, '2020-01-05', false)], '2020-01-28');
    expect(amended(fold, training(1, '2020-01-04', false), '2020-01-28')).toBeNull();
    expect(amended(fold, { ...training(0, '2020-01-05', false), edition: 1 }, '2020-01-28')).toBeNull();
  });
});
