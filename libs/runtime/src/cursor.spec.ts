import { createHmac } from 'node:crypto';
import { readCursor, signCursor, type CursorKeys } from './cursor';

const keysOf = (secret: string): CursorKeys => ({
  hash: (label, text) => createHmac('sha256', `${secret} ${label}`).update(text).digest('hex'),
});
const keys = keysOf('ours');
const VALUE = { list: 'timeline', after: ['0000000000000042', 7], more: null };

it('comes back as it was signed', () => {
  const cursor = signCursor(keys, VALUE);
  expect(readCursor(keys, cursor)).toEqual(VALUE);
  expect(cursor).toMatch(/^[\w.-]+$/);
});

it('is refused when any character of it is another', () => {
  const cursor = signCursor(keys, VALUE);
  for (let at = 0; at < cursor.length; at += 1) {
    // The last character carries two bits that decoders drop, so the next letter may mean the same bytes.
    const other = at === cursor.length - 1 ? '_' : cursor[at] === 'A' ? 'B' : 'A';
    const changed = cursor.slice(0, at) + other + cursor.slice(at + 1);
    if (changed !== cursor) expect(() => readCursor(keys, changed)).toThrow('cursor-invalid');
  }
});

it('is refused when another value is put under the signature', () => {
  const [, signature] = signCursor(keys, VALUE).split('.');
  const forged = Buffer.from(JSON.stringify({ ...VALUE, list: 'accesses' })).toString('base64url');
  expect(() => readCursor(keys, `${forged}.${signature}`)).toThrow('cursor-invalid');
});

it.each([['', 'x', '.', 'a.b', 'null', `${'a'.repeat(3_000)}.${'b'.repeat(43)}`, '{"list":"timeline"}', 'é.é']])(
  'is refused when it is %j',
  (text) => {
    expect(() => readCursor(keys, text)).toThrow('cursor-invalid');
  },
);

it('is refused when another service signed it', () => {
  expect(() => readCursor(keys, signCursor(keysOf('theirs'), VALUE))).toThrow('cursor-invalid');
});

it('is refused with a problem of status 400', () => {
  expect(() => readCursor(keys, 'x')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ status: 400, type: '/problems/cursor-invalid' }) }),
  );
});
