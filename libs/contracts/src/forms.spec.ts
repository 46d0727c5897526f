import { addDays, isPlainDate } from '@rekam/domain';
import { FORMS, formOf, lineForm, proseForm } from './forms';

describe('the form of a day', () => {
  const { pattern } = FORMS.plainDate;

  it("has every day from 1900 to 2199 that the domain's calendar has, and no other", () => {
    let days = 0;
    for (let year = 1898; year <= 2201; year += 1) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const expected = year >= 1900 && year <= 2199 && isPlainDate(text);
          if (pattern.test(text) !== expected) throw new Error(`${text}: ${!expected}`);
          if (expected) days += 1;
        }
      }
    }
    expect(addDays('1900-01-01', days)).toBe('2200-01-01');
  });

  it.each(['2024-2-29', '2024-02-29 ', '2024-02-29\n', '20240229', '2024-02-29T00:00:00Z', '', '２０２４-02-29'])(
    'is not %j',
    (text) => expect(pattern.test(text)).toBe(false),
  );
});

describe('the forms', () => {
  it.each([
    [
      FORMS.uuid,
      '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011',
      [
        '5B1F8C52-7A0E-4C4E-9A37-1F6C2F0D9011',
        'urn:uuid:5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011',
        '00000000-0000-0000-0000-000000000000',
      ],
    ],
    [FORMS.agency, '5500', ['550', '55000', '५५००', '5500 ']],
    [FORMS.code, 'III/a', ['', '-1', 'a b', 'x'.repeat(21)]],
    [FORMS.number, '19940817 201803 2 901', ['', ' 1', 'A1', '1'.repeat(41), '1\n2']],
    [FORMS.sha256, 'a'.repeat(64), ['A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65)]],
    [FORMS.mediaType, 'application/pdf', ['pdf', 'a/b/c', 'a/', 'text/plain; charset=utf-8']],
    [FORMS.uri, 'https://a.example/b?c#d', ['a.example', 'https://a b', 'https:', `x:${'y'.repeat(2001)}`]],
    [
      FORMS.opaqueId,
      'kepala-bkd.5571:u_17',
      [
        '',
        '-x',
        'Siti Rahmawati',
        'siti@bkd.example',
        'a/b',
        '199408172018032901',
        'nip:199408172018032901',
        'x199408172018032901y',
        '19940817.201803.2.901',
        '130123901',
        'nip-130123901',
        'x'.repeat(101),
      ],
    ],
    [FORMS.opaqueId, '5b1f8c52-7a0e-4c4e-9a37-130123901022', []],
    [lineForm(5), 'a b c', ['', '   ', 'abcdef', 'a\nb', 'a\u0000', 'a\u0085']],
    [proseForm(5), 'a\nb\tc', ['', ' \n ', 'abcdef', 'a\u0000', 'a\u0085']],
  ])('%# takes the one and refuses the others', ({ pattern }, taken, refused) => {
    expect(pattern.flags).toBe('u');
    expect(pattern.test(taken)).toBe(true);
    for (const text of refused) expect([text, pattern.test(text)]).toEqual([text, false]);
  });

  it('count code points', () => {
    expect(lineForm(3).pattern.test('\u{1F600}\u{1F600}\u{1F600}')).toBe(true);
    expect(lineForm(3).pattern.test('\u{1F600}'.repeat(4))).toBe(false);
  });

  it('are found by their pattern, one object a length', () => {
    expect(formOf(lineForm(7).pattern)).toBe(lineForm(7));
    expect(formOf(/x/)).toBeUndefined();
  });
});
