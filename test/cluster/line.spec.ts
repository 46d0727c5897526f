import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { openLine, type Line } from './line';

/** So long nothing must come on a silent line. */
const SILENT_MS = 200;

describe('a line to a server', () => {
  let echo: Server;
  let line: Line;
  beforeEach(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    line = await openLine({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  });
  afterEach(async () => {
    await line.close();
    echo.close();
  });

  const dial = (): Socket => connect({ host: '127.0.0.1', port: line.port }).on('error', () => undefined);

  async function open(): Promise<Socket> {
    const socket = dial();
    await once(socket, 'connect');
    return socket;
  }

  async function ask(socket: Socket, text: string): Promise<string> {
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(text);
    return (await answer)[0].toString();
  }

  /** `once` would reject for the error that comes before. */
  const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

  it('lets everything pass', async () => {
    expect(await ask(await open(), 'one')).toBe('one');
  });

  it('ends every connection when it is cut, and each new one until it is mended', async () => {
    const old = await open();
    expect(await ask(old, 'one')).toBe('one');
    const ended = closed(old);
    line.cut();
    await ended;
    await closed(dial());
    line.mend();
    expect(await ask(await open(), 'two')).toBe('two');
  });

  it('lets nothing pass while it is silent, and afterwards what was on its way', async () => {
    const old = await open();
    expect(await ask(old, 'one')).toBe('one');
    line.silence();
    const young = await open();
    const answers = Promise.all([ask(old, 'two'), ask(young, 'three')]);
    // The one thing that only time can tell: that nothing comes.
    const first = await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, SILENT_MS, 'silence'))]);
    expect(first).toBe('silence');
    line.mend();
    expect(await answers).toEqual(['two', 'three']);
    old.destroy();
    young.destroy();
  });
});
