import { bytesOf, literal, quoted } from './names';

describe('names and texts in SQL', () => {
  it('are quoted', () => {
    expect([quoted('a"b'), literal("it's"), literal("a\\'b")]).toEqual(['"a""b"', "'it''s'", " E'a\\\\''b'"]);
    expect(bytesOf('\\x00ff')).toEqual(Buffer.from([0, 255]));
  });

  it('are refused where PostgreSQL would cut a name off', () => {
    expect(quoted('n'.repeat(63))).toHaveLength(65);
    expect(() => quoted('n'.repeat(64))).toThrow(/longer than the 63 bytes/);
    expect(() => quoted('é'.repeat(32))).toThrow(/longer than the 63 bytes/);
  });
});
