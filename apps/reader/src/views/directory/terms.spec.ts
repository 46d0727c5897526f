import { termsOf } from './terms';

describe('termsOf', () => {
  it.each([
    ['Siti Nurhaliza', ['siti', 'nurhaliza']],
    ['Dr. H. M. Ya‘qūb, S.Pd.', ['dr', 'h', 'm', 'ya', 'qub', 's', 'pd']],
    ['ÉLISABETH Éva', ['elisabeth', 'eva']],
    ['Ana ana ANA', ['ana']],
    ['  12-34  ', []],
    ['', []],
  ])('%j', (name, terms) => {
    expect(termsOf(name)).toEqual(terms);
  });

  it('keeps at most 16 words of at most 64 characters, none cut in half', () => {
    expect(termsOf(Array.from({ length: 40 }, (_, i) => 'a'.repeat(i + 1)).join(' '))).toHaveLength(16);
    const [word] = termsOf('𐐨'.repeat(80));
    expect([...word!.matchAll(/./gu)]).toHaveLength(64);
    expect(() => encodeURIComponent(word!)).not.toThrow();
  });
});
