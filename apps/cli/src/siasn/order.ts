import type { MappedAct } from '@rekam/siasn';

/** Appointments open a career and come first, the one as PNS after the one as CPNS; then everything by its day of effect. */
const phaseOf = ({ subject, data }: MappedAct): number =>
  subject !== 'appointment' ? 2 : data.content?.['kind'] === 'PNS' ? 1 : 0;

/** The acts of one person in the order in which they are decided. What ends another act comes after it, whatever its date says. */
export function inOrderOfEffect<Item extends { readonly act: MappedAct }>(items: readonly Item[]): readonly Item[] {
  const days = new Map(items.map(({ act }) => [act.recordId, act.data.effectiveAt ?? '']));
  const placed = items.map((item) => {
    const { data, ends } = item.act;
    const day = data.effectiveAt ?? '';
    const ended = ends === undefined ? '' : (days.get(ends) ?? '');
    return { item, phase: phaseOf(item.act), day: day > ended ? day : ended, isEnding: ends === undefined ? 0 : 1 };
  });
  placed.sort((one, other) => {
    if (one.phase !== other.phase) return one.phase - other.phase;
    if (one.day !== other.day) return one.day < other.day ? -1 : 1;
    return one.isEnding - other.isEnding;
  });
  return placed.map(({ item }) => item);
}
