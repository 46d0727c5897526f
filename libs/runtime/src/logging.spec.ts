import { Writable } from 'node:stream';
import { createLogger, NestLogger } from './logging';

function recording(logLevel: 'info' | 'warn' | 'trace' = 'trace') {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  return { lines, log: createLogger({ logLevel }, sink) };
}
const NIP = '198001012005011001';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';

it('writes a JSON object a line, with level and time', () => {
  const { lines, log } = recording();
  log.info({ route: 'command' }, 'started');
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    route: 'command',
    msg: 'started',
  });
});

it('lets no number of a person and no token through, wherever they hide', () => {
  const { lines, log } = recording();
  const error = new Error(`holder of ${NIP} not found`, { cause: new Error(`by ${TOKEN}`) });
  log.error(
    {
      err: error,
      authorization: `Bearer ${TOKEN}`,
      caller: { token: TOKEN },
      body: { name: 'Siti' },
      identifier: { number: NIP },
    },
    `for ${NIP}`,
  );
  log.warn('old number %s and token %s', '131234567', TOKEN);
  new NestLogger(log).error(new Error(NIP), 'Context');
  new NestLogger(log).error('failed', `Error: ${NIP}\n at x`, 'Context');
  const all = lines.join('');
  expect(lines).toHaveLength(4);
  expect(all).toContain('holder of [number] not found');
  for (const secret of [NIP, '131234567', TOKEN, 'Siti']) expect(all).not.toContain(secret);
});

it('keeps positions, dates and ids, which are no numbers of persons', () => {
  const { lines, log } = recording();
  log.info('position 1234567 of 2026-11-21, 0000000000000042, 5d0f8a1e-1d4e-4d0c-9a86-8e0a5d9c2b11');
  expect(lines[0]).toContain('position 1234567 of 2026-11-21, 0000000000000042, 5d0f8a1e-1d4e-4d0c-9a86-8e0a5d9c2b11');
});

it('makes an object the fields of its line, masked as texts are', () => {
  const { lines, log } = recording();
  new NestLogger(log).log({ msg: `operation for ${NIP}`, audit: true, outcome: TOKEN }, 'operations');
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'info',
    time: expect.any(String) as unknown,
    context: 'operations',
    msg: 'operation for [number]',
    audit: true,
    outcome: '[token]',
  });
});

it('takes Nest’s own notes for debugging and ours for information', () => {
  const { lines, log } = recording('info');
  const nest = new NestLogger(log);
  nest.log('Mapped {/v1, GET} route', 'RouterExplorer');
  nest.debug('x', 'Ours');
  nest.log('rebuilt', 'Ours');
  nest.warn('slow', 'Ours');
  nest.fatal('lost', 'Ours');
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['info', 'warn', 'fatal']);
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'rebuilt', context: 'Ours' });
});
