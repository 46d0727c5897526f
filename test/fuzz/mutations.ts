import type { Random } from '../../apps/cli/src/seed/random';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const LONG = 'x'.repeat(20_000);
const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);

/** What a careless or broken system might send in place of any value. */
const VALUES: readonly Json[] = [
  '',
  ' ',
  '-',
  '--',
  'null',
  'undefined',
  'NaN',
  'false',
  'true',
  '0',
  '-1',
  '1.5',
  '1,5',
  '1e400',
  '00-00-0000',
  '31-02-2024',
  '01-13-2020',
  '1-1-20',
  '2024-01-01',
  '2024-01-01T00:00:00.000+07:00',
  '2024-01-01 00:00:00',
  '01-01-2199',
  '01-01-1850',
  '12-04-2024 ',
  '\u0000',
  '\ud800',
  '\u202egnp.exe',
  'Ãƒ',
  '<script>alert(1)</script>',
  "'; DROP TABLE events; --",
  '=HYPERLINK("x")',
  '😀'.repeat(300),
  LONG,
  '١٢٣',
  0,
  -0,
  -1,
  0.1,
  1e21,
  2 ** 53,
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { '': '' },
  nested(100),
  Array.from({ length: 300 }, (_, n) => n),
];

/** Keys that a JavaScript program might trip over, and one that nobody knows. */
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' id', 'kolomBaru', 'a'.repeat(500)];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(0, from.length - 1)]!;
/** A value of its own: what is put into one document must not grow in the list. */
const anyValue = (random: Random): Json => structuredClone(pick(random, VALUES));

/** Every place in a document, as the thing that holds it and its key. */
function placesIn(value: Json, found: [holder: Json[] | { [key: string]: Json }, key: string | number][] = []) {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, Array.isArray(value) ? Number(key) : key]);
    placesIn((value as { [key: string]: Json })[key]!, found);
  }
  return found;
}

const at = (holder: Json[] | { [key: string]: Json }, key: string | number): Json =>
  (holder as { [key: string]: Json })[key]!;
/** As `JSON.parse` would have it: a key named __proto__ is a key. */
function put(holder: Json[] | { [key: string]: Json }, key: string | number, value: Json): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

type Mutation = (document: Json, random: Random) => Json;

const somewhere =
  (change: (holder: Json[] | { [key: string]: Json }, key: string | number, random: Random) => void): Mutation =>
  (document, random) => {
    const places = placesIn(document);
    if (places.length > 0) change(...pick(random, places), random);
    return document;
  };

/** Changes of a parsed document. */
const MUTATIONS: readonly Mutation[] = [
  somewhere((holder, key, random) => put(holder, key, anyValue(random))),
  somewhere((holder, key, random) => put(holder, key, anyValue(random))),
  somewhere((holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }),
  somewhere((holder, key, random) => {
    if (!Array.isArray(holder)) put(holder, pick(random, KEYS), at(holder, key));
  }),
  somewhere((holder, _key, random) => {
    if (!Array.isArray(holder)) put(holder, pick(random, KEYS), anyValue(random));
  }),
  somewhere((holder, key) => {
    if (Array.isArray(holder)) holder.push(structuredClone(at(holder, key)));
  }),
  somewhere((holder, key) => {
    const value = at(holder, key);
    if (typeof value === 'string') put(holder, key, Number(value));
    else if (typeof value === 'number') put(holder, key, String(value));
  }),
  somewhere((holder, key, random) => {
    const value = at(holder, key);
    if (typeof value !== 'string' || value.length === 0) return;
    const index = random.int(0, value.length - 1);
    put(holder, key, value.slice(0, index) + pick(random, ['0', '9', '-', ' ', 'Z', '\n']) + value.slice(index + 1));
  }),
  (document, random) => {
    const [one, other] = [pick(random, placesIn(document)), pick(random, placesIn(document))];
    const [first, second] = [structuredClone(at(...one)), structuredClone(at(...other))];
    put(...one, second);
    // What was put may hold the other place by now: a copy of its own keeps the document a tree.
    put(...other, first);
    return document;
  },
  (_document, random) => anyValue(random),
];

/** Changes of the text itself. */
const TEXT_MUTATIONS: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => text.slice(0, random.int(0, text.length)),
  (text, random) => {
    const index = random.int(0, text.length);
    return text.slice(0, index) + pick(random, ['"', '{', '}', '[', ',', '\\', '\u0000', '\ufeff']) + text.slice(index);
  },
  () => '',
  () => '<html><body>502 Bad Gateway</body></html>',
  (text) => `\ufeff${text}`,
  (text) => `${text}${text}`,
  () => '['.repeat(20_000),
];

/** A payload with one to three things wrong with it; the same random numbers give the same. */
export function mutated(text: string, random: Random): string {
  if (random.chance(0.1)) return pick(random, TEXT_MUTATIONS)(text, random);
  let document = JSON.parse(text) as Json;
  for (let changes = random.int(1, 3); changes > 0; changes--) {
    if (typeof document !== 'object' || document === null || Object.keys(document).length === 0) break;
    document = pick(random, MUTATIONS)(document, random);
  }
  return JSON.stringify(document);
}
