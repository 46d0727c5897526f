import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { compare, withFolder, type Measured } from './harness';
import { trainingOf } from './writer';

const CONNECTIONS = 64;
const SECONDS = 6;
const WARM_UP_SECONDS = 2;

const measure = (which: 'candidate' | 'baseline'): Promise<Measured> =>
  withFolder(async (folder) => {
    const args = ['--require', join(__dirname, '../register.cjs'), join(__dirname, 'http-server.ts'), which, folder];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const { url, token, persons } = JSON.parse(line) as { url: string; token: string; persons: string[] };
    let n = 0;
    const fire = (duration: number): Promise<autocannon.Result> =>
      autocannon({
        url,
        connections: CONNECTIONS,
        duration,
        requests: [
          {
            method: 'POST',
            path: '/v1/commands/record-training',
            setupRequest: (request) => {
              const body = JSON.stringify(trainingOf(persons[n % persons.length]!, n));
              const headers = {
                authorization: `Bearer ${token}`,
                'content-type': 'application/json',
                'idempotency-key': `k-${n++}`,
              };
              return { ...request, headers, body };
            },
          },
        ],
      });
    await fire(WARM_UP_SECONDS);
    const result = await fire(SECONDS);
    server.kill('SIGKILL');
    await once(server, 'exit');
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${which}: ${result.non2xx} refused, ${result.errors} errors`);
    return { value: result.requests.average, extra: { p99Ms: result.latency.p99 } };
  });

export const bench = (): Promise<void> =>
  compare({
    bench: 'http-command',
    unit: 'requests/s',
    work: `record-training over HTTP from ${CONNECTIONS} connections for ${SECONDS} s, each durable; the load comes from the same two cores`,
    baselineIs: 'a bare Fastify route with the same schema, a cached token check and a raw insert with group commit',
    target: 'ratio at least 0.6',
    candidate: () => measure('candidate'),
    baseline: () => measure('baseline'),
  });
