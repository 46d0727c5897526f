import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rejection, REJECTION_CODES, TEXTS } from './rejection';

const ROOT = join(__dirname, '../../..');
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name) && !entry.name.endsWith('-texts.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

// A key of a table of texts names none.
const CODE = /'([a-z0-9]+(?:-[a-z0-9]+)+)'(?!: \{)/g;
const domain = sources(__dirname).join('\n');
const all = ['apps', 'libs'].flatMap((top) => sources(join(ROOT, top))).join('\n');
const texts = Object.entries(TEXTS);
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].toSorted();

describe('the catalogue', () => {
  it('has a text for every code that a rejection or a finding names', () => {
    const named = [...all.matchAll(/(?<!\w)rejection\(\s*'([^']+)'/g), ...domain.matchAll(/\bcode: '([^']+)'/g)];
    expect(named.length).toBeGreaterThan(60);
    expect(named.map(([, code]) => code!).filter((code) => !REJECTION_CODES.includes(code))).toEqual([]);
  });

  it('has no text that nothing names', () => {
    const named = new Set([...all.matchAll(CODE)].map(([, code]) => code));
    expect(REJECTION_CODES.filter((code) => !named.has(code))).toEqual([]);
  });

  it('is given every parameter of a text by whoever rejects; the findings have their own spec', () => {
    const calls = [...all.matchAll(/(?<!\w)rejection\(\s*'([^']+)'(?:,\s*[^,{)]+)?(?:,\s*\{([^}]*)\})?/g)];
    const missing = calls.flatMap(([call, code, params = '']) => {
      const given = params.split(',').map((each) => each.split(':')[0]!.trim());
      const { message, accepted } = rejection(code!);
      const lacks = placeholders(message.id + message.en + accepted).filter((name) => !given.includes(name));
      return lacks.map((name) => `${call} lacks ${name}`);
    });
    expect(calls.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it.each(texts)(
    '%s speaks of the same in both languages, and says the rule and what would be accepted',
    (_code, text) => {
      expect(placeholders(text.id)).toEqual(placeholders(text.en));
      for (const part of [text.id, text.en, text.accepted, text.rule]) expect(part.trim()).toMatch(/\S/);
      expect(text.id).toMatch(/\.$/);
      expect(text.en).toMatch(/\.$/);
    },
  );

  it('throws on a code it does not have', () => {
    expect(() => rejection('no-such-code')).toThrow('no text for the rejection no-such-code');
  });

  it('fills each parameter wherever it stands', () => {
    expect(rejection('edition-not-last', '/replacesEdition', { given: 0, last: 2 })).toEqual({
      code: 'edition-not-last',
      field: '/replacesEdition',
      rule: 'ledger rule: editions form a linear chain',
      message: {
        id: 'Edisi 0 bukan yang terakhir; yang terakhir 2.',
        en: 'Edition 0 is not the last one; that is 2.',
      },
      accepted: 'replacesEdition 2, after reading it',
      retryable: false,
    });
  });
});
