import { Global, Module, type DynamicModule } from '@nestjs/common';
import { byName, validateCommand, type CommandContract, type CommandData } from '@rekam/contracts';
import { memoryKeyStore, type EventStore, type KeyStore } from '@rekam/event-store';
import {
  CLOCK,
  CONFIG,
  EVENT_STORE,
  KEY_STORE,
  loadConfig,
  systemClock,
  type Caller,
  type Config,
} from '@rekam/runtime';
import { WriterModule, type CareerCommands, type CommandContext } from '@rekam/writer';

@Global()
@Module({})
class StoresModule {}

@Module({})
class BenchModule {}

export const configIn = (folder: string): Config =>
  loadConfig({
    REKAM_DATA_FOLDER: folder,
    REKAM_PORT: '0',
    REKAM_METRICS_PORT: '-1',
    REKAM_RATE_LIMIT_PER_MINUTE: '0',
    REKAM_LOG_LEVEL: 'error',
  });

/** The writer alone, as a process of its own would have it. */
export function writerModule(config: Config, events: EventStore, keys: KeyStore = memoryKeyStore()): DynamicModule {
  const stores = [
    { provide: CONFIG, useValue: config },
    { provide: CLOCK, useValue: systemClock },
    { provide: EVENT_STORE, useValue: events },
    { provide: KEY_STORE, useValue: keys },
  ];
  const provided = { module: StoresModule, providers: stores, exports: stores.map(({ provide }) => provide) };
  return { module: BenchModule, imports: [provided, WriterModule.register()] };
}

export const AGENCY: Caller = {
  id: 'bench',
  issuer: 'https://issuer.example',
  role: 'agency',
  agency: '5500',
  person: null,
  source: '/agencies/5500/bench',
};

const NEW_PERSON = byName('record-appointment')!;
export const TRAINING = byName('record-training')!;

export const contextOf = (key: string): CommandContext => ({
  caller: AGENCY,
  key,
  cloudEvent: null,
  channel: 'http',
  intake: null,
  source: AGENCY.source,
  correlationId: '00000000-0000-4000-8000-000000000000',
});

/** A training as its agency sends it; `n` makes it another record. */
export const trainingOf = (person: string, n: number): Record<string, unknown> => ({
  person,
  recordId: `kursus-${n}`,
  effectiveAt: `2026-0${1 + (n % 9)}-1${n % 9}`,
  content: {
    kind: '3',
    name: `Diklat Teknis ${n % 97}`,
    provider: 'BPSDM Provinsi Jambi',
    jp: 10 + (n % 30),
    certificate: `C-${n}`,
  },
});

/** Validates and executes; throws on a refusal, which no bench expects. */
export async function execute(commands: CareerCommands, contract: CommandContract, data: unknown, key: string) {
  const validated = validateCommand(contract, data);
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  const outcome = await commands.execute(validated.data, contract, contextOf(key));
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome.rejections));
  return outcome.receipt;
}

/** Opens so many careers and returns their persons. */
export async function openCareers(commands: CareerCommands, count: number): Promise<string[]> {
  const opened = Array.from({ length: count }, async (_, n) => {
    const number = `19800101200601${1 + (n % 2)}${String(1 + (Math.floor(n / 2) % 999)).padStart(3, '0')}`;
    const birthYear = 1970 + Math.floor(n / 1_998);
    const data: Partial<CommandData> = {
      effectiveAt: '2006-01-01',
      approvedBy: 'second-officer',
      content: {
        kind: 'CPNS',
        agency: '5500',
        golongan: '31',
        name: 'Contoh',
        birthDate: `${birthYear}-01-01`,
        number: `${birthYear}${number.slice(4)}`,
      },
    };
    return (await execute(commands, NEW_PERSON, data, `opening-${n}`)).person!;
  });
  return Promise.all(opened);
}
