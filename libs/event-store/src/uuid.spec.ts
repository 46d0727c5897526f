import { assert, property, uuid } from 'fast-check';
import { uuidBytes, uuidText, uuidV5 } from './uuid';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('UUIDs', () => {
  it('of version 5 are those of RFC 9562, appendix A.4', () => {
    expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('read back from their bytes', () => {
    assert(property(uuid(), (text) => expect(uuidText(uuidBytes(text))).toBe(text)));
  });

  it.each(['', 'x', DNS.toUpperCase(), DNS.replaceAll('-', ''), `${DNS}0`])('have one form: not %j', (text) => {
    expect(() => uuidBytes(text)).toThrow(/no UUID in lower case/);
  });
});
