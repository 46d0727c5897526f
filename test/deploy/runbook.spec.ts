import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_VARIABLES } from '@rekam/runtime';
import { ROOT } from './rehearsal';

const runbook = readFileSync(join(ROOT, 'deploy/RUNBOOK.md'), 'utf8');
const all = (pattern: RegExp): string[] => [...new Set([...runbook.matchAll(pattern)].map((match) => match[1]!))];

describe('the runbook', () => {
  it('leads only to headings that are there', () => {
    const headings = all(/^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(all(/\]\(#([^)]+)\)/g).filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('names only files that are there, or that a script makes', () => {
    const named = all(/\b(deploy\/[\w./-]*\w)/g).filter(
      (path) => !/\/secrets\/|\/\.env$|overlays$|deploy\/rekam-(writer|reader)$/.test(path),
    );
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names only variables of the service', () => {
    const known = CONFIG_VARIABLES.map(({ name }) => name as string);
    const named = all(/\b(REKAM_[A-Z_]+)\b/g);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('gives only commands that the command line has', () => {
    const folder = join(ROOT, 'apps/cli/src/commands');
    const sources = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const known = [...sources.matchAll(/\.command\('([\w-]+)|groupNamed\(\w+, '([\w-]+)'/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    const given = all(/(?:^|`|\s)(?:npm run )?rekam (?:-- )?(?:--data <[^>]+> )?([a-z][\w-]+)/gm);
    expect(given).toEqual(
      expect.arrayContaining(['doctor', 'status', 'backup', 'restore', 'rebuild', 'migrate', 'topics', 'dead-letters']),
    );
    expect(given.filter((command) => !known.includes(command))).toEqual([]);
  });

  it('gives only options that those commands have', () => {
    const folder = join(ROOT, 'apps/cli/src');
    const sources = ['main.ts', ...readdirSync(join(folder, 'commands')).map((name) => `commands/${name}`)]
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const lines = runbook
      .split('\n')
      .filter((line) => /\brekam (-- |--data|[a-z])/.test(line) && !/psql|postgres/.test(line));
    const options = new Set(
      lines.flatMap((line) =>
        [...(line.split(/\brekam (?:-- )?/)[1] ?? '').matchAll(/(--[a-z][a-z-]+)/g)].map((match) => match[1]!),
      ),
    );
    expect([...options].filter((option) => !sources.includes(option))).toEqual([]);
  });
});
