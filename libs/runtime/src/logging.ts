import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config';
import { fieldsOfWork } from './work';

/** Numbers of persons (9 or 18 digits, not a run of digits in a hash) and tokens must reach no log, whatever they hide in. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\da-f])(?:\d{18}|\d{9})(?![\da-f])/g, '[number]'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
];
const masked = (text: string): string => MASKS.reduce((sofar, [pattern, mask]) => sofar.replace(pattern, mask), text);

const STANDARD_ERROR = 2;

/**
 * The process's log: a JSON object a line, on standard error, since standard output belongs to the answers of the
 * command line. Requests' bodies, headers and addresses are never handed to it.
 */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', '*.authorization', 'token', '*.token', 'body', '*.body', 'number', '*.number'],
        censor: '[redacted]',
      },
      // Fields of the line itself win.
      mixin: fieldsOfWork,
      serializers: { err: (error: unknown) => describe(error) },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((each: unknown) => (typeof each === 'string' ? masked(each) : each)) as Parameters<typeof method>,
          );
        },
      },
    },
    destination ?? pino.destination({ fd: STANDARD_ERROR, sync: true }),
  );
}

function describe(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { message: masked(String(error)) };
  const description: Record<string, string> = {
    name: error.name,
    message: masked(error.message),
    stack: masked(error.stack ?? ''),
  };
  if (error.cause !== undefined) description['cause'] = JSON.stringify(describe(error.cause));
  return description;
}

/** Nest's own notes of starting (each module, each route) are for debugging; those of our classes are information. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

const isFields = (message: unknown): message is Readonly<Record<string, unknown>> =>
  typeof message === 'object' && message !== null && !Array.isArray(message) && !(message instanceof Error);

const maskedFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? masked(value) : value]),
  );

/** Nest's Logger over the process's log. An object becomes the fields of its line, `msg` among them. */
export class NestLogger implements LoggerService {
  constructor(private readonly log_: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }
  setLogLevels(_levels: LogLevel[]): void {
    throw new Error('the level is set once, by REKAM_LOG_LEVEL');
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.length > 0 ? { context: rest.at(-1) } : {};
    if (message instanceof Error) this.log_[level]({ ...context, err: message }, message.message);
    else if (isFields(message)) this.log_[level]({ ...context, ...maskedFields(message) });
    else this.log_[level]({ ...context, ...(rest.length > 1 && { stack: masked(String(rest[0])) }) }, String(message));
  }
}
