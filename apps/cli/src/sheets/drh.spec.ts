import { SUBJECTS, subjectNamed } from '@rekam/domain';
import { SheetLayout } from './layout';
import { DRH_SECTIONS } from './drh-sections';

describe('the chapters of a career sheet', () => {
  it('are each about a subject of its own', () => {
    const subjects = DRH_SECTIONS.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    for (const subject of subjects) expect(Object.keys(SUBJECTS)).toContain(subject);
  });

  it('show grounds, notes and other sensitive parts of no sanction', () => {
    const { sensitive } = subjectNamed('discipline');
    expect(sensitive).toEqual(expect.arrayContaining(['grounds', 'note']));
    const example = SheetLayout.of('discipline')!.record.example['content'] as Record<string, unknown>;
    const content = { ...example, grounds: { code: 'G-1', text: 'rahasia' }, note: 'rahasia' };
    const section = DRH_SECTIONS.find(({ subject }) => subject === 'discipline')!;
    const shown = section.columns.map(([, cell]) => cell({ content } as never));
    expect(shown).toEqual(['Penjatuhan', 'Pemotongan tunjangan kinerja 25% selama 6 bulan', 'Sedang', 6]);
  });

  it('show of every example something under each of the first headings, and never a bare code where a name is known', () => {
    for (const { subject, columns } of DRH_SECTIONS) {
      const example = SheetLayout.of(subject)?.record.example;
      if (example === undefined) continue;
      const fact = { content: example['content'], confirmed: true, effectiveUntil: null } as never;
      const cells = columns.map(([heading, cell]) => [heading, cell(fact)] as const);
      expect([subject, cells[0]![1]]).toEqual([subject, expect.anything()]);
      for (const [heading, cell] of cells) expect([heading, cell]).not.toEqual([heading, undefined]);
    }
  });
});
