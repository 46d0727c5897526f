import { readEnvelope } from './envelope';

const body = (value: unknown): string => JSON.stringify(value);
const failed = (reason: string): unknown => ({ kind: 'failed', reason });

describe('response envelopes', () => {
  it('reads rows, with a code that is a number or text', () => {
    const rows = [{ id: 'a' }, { id: 'b' }];
    const whole = { kind: 'rows', rows, strays: [], isWhole: true };
    expect(readEnvelope(200, body({ code: 1, count: 2, data: rows }))).toEqual(whole);
    expect(readEnvelope(200, body({ code: '1', count: '2', data: rows, message: 'ok' }))).toEqual(whole);
    expect(readEnvelope(200, body({ code: 1, data: rows }))).toEqual(whole);
  });

  it('reads one object as one row', () => {
    expect(readEnvelope(200, body({ code: 1, data: { id: 'a' } }))).toMatchObject({
      rows: [{ id: 'a' }],
      isWhole: true,
    });
  });

  it('takes an answer for incomplete when it counts other rows than it brings, or brings what is no row', () => {
    expect(readEnvelope(200, body({ code: 1, count: 3, data: [{ id: 'a' }] }))).toMatchObject({ isWhole: false });
    expect(readEnvelope(200, body({ code: 1, data: [{ id: 'a' }, 'b', null] }))).toEqual({
      kind: 'rows',
      rows: [{ id: 'a' }],
      strays: ['b', null],
      isWhole: false,
    });
  });

  it('knows an empty history by its one sentence under 404, and by an empty list', () => {
    const sentence = { code: 0, data: 'Data tidak ditemukan' };
    expect(readEnvelope(404, body(sentence))).toEqual({ kind: 'empty' });
    expect(readEnvelope(404, body({ ...sentence, code: '0' }))).toEqual({ kind: 'empty' });
    expect(readEnvelope(200, body({ code: 1, data: [] }))).toEqual({ kind: 'empty' });
  });

  it.each([
    [404, body({ code: 0, data: 'data tidak ditemukan' }), 'http-status'],
    [404, body({ code: 1, data: 'Data tidak ditemukan' }), 'http-status'],
    [404, '<html>no such path</html>', 'http-status'],
    [500, body({ code: 1, data: [] }), 'http-status'],
    [401, '', 'http-status'],
    [200, '', 'not-json'],
    [200, '[{"id":"a"}]', 'not-an-envelope'],
    [200, body({ data: [{ id: 'a' }] }), 'not-an-envelope'],
    [200, body({ code: 0, data: 'Anda tidak berhak' }), 'refused'],
    [200, body({ code: 1, data: 'Data tidak ditemukan' }), 'no-data'],
    [200, body({ code: 1 }), 'no-data'],
    [200, body({ code: 1, count: 4, data: [] }), 'no-data'],
    [200, body({ success: false, message: 'x', mapData: 'text' }), 'not-an-envelope'],
  ])('concludes nothing from %p %p', (status, text, reason) => {
    expect(readEnvelope(status, text)).toEqual(failed(reason));
  });
});
