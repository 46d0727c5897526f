import { Controller, Get, Injectable } from '@nestjs/common';
import { schemaRef, type RouteDescription } from '@rekam/contracts';
import { Unlimited } from './access';
import { problem } from './problem';
import { Shutdown } from './shutdown';

/** Null when the part is ready, else why it is not, without personal data. */
type ReadinessCheck = () => string | null | Promise<string | null>;

const CHECK_TIMEOUT_MS = 2_000;

/** What must be in order before the process is sent requests; its parts register their checks. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, ReadinessCheck>();

  constructor(private readonly shutdown: Shutdown) {}

  /** Adds a check under a name; a name is used once. */
  registerReadiness(name: string, check: ReadinessCheck): void {
    if (this.checks.has(name)) throw new Error(`the readiness check ${name} is registered already`);
    this.checks.set(name, check);
  }

  /** Why the process is not ready, a sentence a part; empty when it is. */
  async faults(): Promise<string[]> {
    if (this.shutdown.isStopping) return ['the service is stopping'];
    const found = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await answerOf(check)] as const),
    );
    return found.flatMap(([name, fault]) => (fault === null ? [] : [`${name}: ${fault}`]));
  }
}

/** The check's answer; one that throws or takes too long is a fault as well. */
async function answerOf(check: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, `no answer within ${CHECK_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process runs. */
  @Unlimited()
  @Get('live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** The process takes requests: every registered part is ready and it is not stopping. */
  @Unlimited()
  @Get('ready')
  async ready(): Promise<{ readonly status: 'ready' }> {
    const faults = await this.health.faults();
    if (faults.length > 0)
      throw problem(503, 'not-ready', 'The service is not ready.', `${faults.join('; ')}.`, { retryable: true });
    return { status: 'ready' };
  }
}

const isStatus = (status: string): RouteDescription['responses'][string]['contentTypes'] => ({
  'application/json': {
    schema: { type: 'object', properties: { status: { const: status } }, required: ['status'] },
  },
});
const health = { method: 'get', route: 'public', tag: 'health', public: true } as const;

/** The health routes as the service's document describes them. */
export const HEALTH_ROUTES: readonly RouteDescription[] = [
  {
    ...health,
    path: '/health/live',
    summary: 'Whether the process runs',
    responses: { '200': { description: 'It runs.', contentTypes: isStatus('live') } },
  },
  {
    ...health,
    path: '/health/ready',
    summary: 'Whether the process takes requests',
    responses: {
      '200': { description: 'Every part is ready.', contentTypes: isStatus('ready') },
      '503': {
        description: 'A part is not ready, and which.',
        contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
      },
    },
  },
];
