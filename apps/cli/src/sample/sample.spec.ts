import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { impossibleNumber } from '@rekam/domain';
import { RECORD_TYPES } from '@rekam/siasn';
import { DIRTY_ROWS, MARKED_ROWS } from './dirt';
import { PEOPLE } from './people';
import { numberOf } from './plan';
import { octoberPull, septemberPull, type PullFiles } from './pull';

const SHIPPED = resolve(__dirname, '../../sample/siasn');

function shipped(month: string): Record<string, string> {
  const folder = join(SHIPPED, month);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

interface Body {
  readonly data: unknown;
}
const rowsOf = (files: PullFiles, type: string): readonly Record<string, unknown>[] =>
  [...files]
    .filter(([path]) => path.endsWith(`/${type}.json`))
    .map(([, content]) => (JSON.parse(content) as Body).data)
    .flatMap((data) => (typeof data === 'object' && data !== null ? (data as Record<string, unknown>[]) : []));

describe('the sample of the national system', () => {
  it.each([
    ['2026-09', septemberPull],
    ['2026-10', octoberPull],
  ])('%s is shipped as the generator writes it', (month, generate) => {
    const files = generate();
    const found = shipped(month);
    expect(Object.keys(found).toSorted()).toEqual([...files.keys()].toSorted());
    expect([...files].filter(([path, content]) => found[path] !== content).map(([path]) => path)).toEqual([]);
  });

  it('has people of three agencies under numbers that can exist and that nobody holds', () => {
    expect(PEOPLE.length).toBeGreaterThanOrEqual(30);
    expect(new Set(PEOPLE.map(({ agency }) => agency))).toEqual(new Set(['5500', '5571', '5508']));
    const numbers = PEOPLE.map(
      (plan) => ({ kind: plan.staff === 'PPPK' ? 'ni-pppk' : 'nip', number: numberOf(plan) }) as const,
    );
    expect(numbers.map(impossibleNumber).filter((code) => code !== null)).toEqual([]);
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(PEOPLE.length);
    expect(numbers.every(({ number }) => /9\d\d$/.test(number))).toBe(true);
  });

  it('has rows of every record type, and ids of all three styles', () => {
    const files = septemberPull();
    const empty = RECORD_TYPES.filter((type) => rowsOf(files, type).length === 0);
    expect(empty).toEqual([]);
    const ids = rowsOf(files, 'golongan').map(({ id }) => String(id));
    for (const style of [/^[0-9A-F]{32}$/, /^[0-9a-f]{32}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/]) {
      expect(ids.some((id) => style.test(id))).toBe(true);
    }
  });

  it('names rows that are there, each dirty in its own way', () => {
    const places = [...DIRTY_ROWS, ...MARKED_ROWS].map(({ person, type, row }) => `${person} ${type} ${row}`);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(DIRTY_ROWS.map(({ what }) => what)).size).toBe(DIRTY_ROWS.length);
    expect(DIRTY_ROWS.map(({ person }) => PEOPLE.some(({ number }) => number === person))).not.toContain(false);
  });
});
