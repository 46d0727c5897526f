import { impossibleNumber, normaliseNumber, type Identifier } from './identity';

const nip = (number: string): Identifier => ({ kind: 'nip', number });
const contract = (number: string): Identifier => ({ kind: 'ni-pppk', number });
const old = (number: string): Identifier => ({ kind: 'nip-lama', number });

describe('numbers', () => {
  it.each<[Identifier, string | null]>([
    [nip('199002172015032001'), null],
    [nip('199602292019121999'), null],
    [nip('19900217201503200'), 'number-not-18-digits'],
    [nip('1990021720150320011'), 'number-not-18-digits'],
    [nip('19900217201503200A'), 'number-not-18-digits'],
    [nip('１９９００２１７２０１５０３２００１'), 'number-not-18-digits'],
    [nip('199002302015032001'), 'number-impossible-birth-date'],
    [nip('199502292015032001'), 'number-impossible-birth-date'],
    [nip('199013172015032001'), 'number-impossible-birth-date'],
    [nip('199000172015032001'), 'number-impossible-birth-date'],
    [nip('199002172015002001'), 'number-impossible-month'],
    [nip('199002172015132001'), 'number-impossible-month'],
    [nip('199002172015030001'), 'number-impossible-sex'],
    [nip('199002172015033001'), 'number-impossible-sex'],
    [nip('199002172015032000'), 'number-impossible-sequence'],
    // The counter of contracts stands where a NIP has the month.
    [contract('199002172019212001'), null],
    [contract('199002172019222001'), null],
    [contract('199002302019212001'), 'number-impossible-birth-date'],
    [contract('199002172019213001'), 'number-impossible-sex'],
    [contract('199002172019212000'), 'number-impossible-sequence'],
    [old('131234567'), null],
    [old('13123456'), 'number-not-9-digits'],
    [old('199002172015032001'), 'number-not-9-digits'],
  ])('%j: %s', (identifier, expected) => {
    expect(impossibleNumber(identifier)).toBe(expected);
  });

  it('are read as printed, with spaces, dots and dashes', () => {
    expect(normaliseNumber(' 19900217 201503 2 001 ')).toBe('199002172015032001');
    expect(normaliseNumber('19900217.201503-2-001')).toBe('199002172015032001');
  });
});
