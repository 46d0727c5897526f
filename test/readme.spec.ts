import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_VARIABLES } from '@rekam/runtime';

const ROOT = join(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  it('lists every variable of the configuration, with its default', () => {
    const rows = [...readme.matchAll(/^\| `(REKAM_\w+)`\s*\|\s*(?:`([^`]*)`)?\s*\|/gm)].map(([, name, preset]) => [
      name,
      preset ?? null,
    ]);
    expect(rows).toEqual(CONFIG_VARIABLES.map(({ name, default: preset }) => [name, preset]));
  });

  it('names only files that are there', () => {
    const named = [...readme.matchAll(/`((?:apps|libs|test|deploy)\/[\w./-]+)`/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map((match) => match[1]!);
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
