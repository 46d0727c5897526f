import { Controller, Get, Injectable } from '@nestjs/common';
import { schemaRef, type RouteDescription } from '@rekam/contracts';
import { Unlimited } from './access';
import { problem } from './problem';
import { Shutdown } from './shutdown';
import { within } from './within';

/** Null when the part is ready, else why it is not, without personal data. */
type ReadinessCheck = () => string | null | Promise<string | null>;
/** What a part is needed for. Requests are answered while the brokers are away. */
type NeededFor = 'requests' | 'messages';

const CHECK_TIMEOUT_MS = 2_000;

/** What must be in order before the process is sent requests; its parts register their checks. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, { readonly check: ReadinessCheck; readonly neededFor: NeededFor }>();

  constructor(private readonly shutdown: Shutdown) {}

  /** Adds a check under a name; a name is used once. */
  registerReadiness(name: string, check: ReadinessCheck, neededFor: NeededFor = 'requests'): void {
    if (this.checks.has(name)) throw new Error(`the readiness check ${name} is registered already`);
    this.checks.set(name, { check, neededFor });
  }

  /** Why the process is not ready, for everything or for requests alone, a sentence a part; empty when it is. */
  async faults(of: 'everything' | 'requests' = 'everything'): Promise<string[]> {
    if (this.shutdown.isStopping) return ['the service is stopping'];
    const asked = [...this.checks].filter(([, { neededFor }]) => of === 'everything' || neededFor === of);
    const found = await Promise.all(asked.map(async ([name, { check }]) => [name, await answerOf(check)] as const));
    return found.flatMap(([name, fault]) => (fault === null ? [] : [`${name}: ${fault}`]));
  }
}

/** The check's answer; one that throws or takes too long is a fault as well. */
async function answerOf(check: ReadinessCheck): Promise<string | null> {
  try {
    return await within(Promise.resolve(check()), CHECK_TIMEOUT_MS);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
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

  /** The process does all that it is for: every registered part is ready and it is not stopping. */
  @Unlimited()
  @Get('ready')
  async ready(): Promise<{ readonly status: 'ready' }> {
    return readyWithout(await this.health.faults());
  }

  /** The process answers requests, whether or not the brokers do: what a load balancer asks. */
  @Unlimited()
  @Get('ready/requests')
  async readyForRequests(): Promise<{ readonly status: 'ready' }> {
    return readyWithout(await this.health.faults('requests'));
  }
}

function readyWithout(faults: readonly string[]): { readonly status: 'ready' } {
  if (faults.length === 0) return { status: 'ready' };
  throw problem(503, 'not-ready', 'The service is not ready.', `${faults.join('; ')}.`, { retryable: true });
}

const isStatus = (status: string): RouteDescription['responses'][string]['contentTypes'] => ({
  'application/json': {
    schema: { type: 'object', properties: { status: { const: status } }, required: ['status'] },
  },
});
const READINESS: RouteDescription['responses'] = {
  '200': { description: 'It is ready.', contentTypes: isStatus('ready') },
  '503': {
    description: 'A part is not ready, and which.',
    contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
  },
};
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
    summary: 'Whether every part of the process is ready',
    responses: READINESS,
  },
  {
    ...health,
    path: '/health/ready/requests',
    summary: 'Whether the process answers requests; the brokers, which only messages need, left aside',
    responses: READINESS,
  },
];
