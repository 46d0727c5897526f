import { readFileSync } from 'node:fs';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsObject,
  IsOptional,
  Matches,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import {
  agencyViewsTopic,
  deadLettersTopic,
  eventsTopic,
  outcomesTopic,
  unattributedOutcomesTopic,
  viewsTopic,
} from '@rekam/contracts';
import { ConfigError, type Config } from './config';

const TOPICS_MAX = 1_000;
const SOURCES_MAX = 1_000;
const TOPIC_LENGTH_MAX = 249;
const TOPIC = { pattern: /^[\w.-]{1,249}$/, en: 'a topic name: 1 to 249 letters, digits, dots, underscores, hyphens' };
const SOURCE = {
  pattern: /^\/(?:agencies\/\d{4}(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]{1,100}){1,2}|providers\/(?!\.{1,2}$)[\w.~-]{1,100})$/,
  en: '/agencies/<four digits>/<system> or /providers/<id>',
};
const PRINCIPAL = { pattern: /^User:[^\s,;*]{1,249}$/, en: 'a principal of the brokers, such as User:simpeg-5500' };
const AGENCY = { pattern: /^\d{4}$/, en: 'the four digits of an agency' };

const matches = ({ pattern, en }: { readonly pattern: RegExp; readonly en: string }, each = false): PropertyDecorator =>
  Matches(pattern, { each, message: en });

class SourceEntry {
  @matches(SOURCE) source!: string;
  /** Who may write in its name, as the brokers know it; null where they do not ask. */
  @IsOptional() @matches(PRINCIPAL) principal: string | null = null;
}

class IntakeEntry {
  @matches(TOPIC) topic!: string;
  @IsArray({ message: 'a list of sources' })
  @ArrayNotEmpty({ message: 'at least one source' })
  @ArrayMaxSize(SOURCES_MAX, { message: `at most ${SOURCES_MAX} sources` })
  @IsObject({ each: true, message: 'objects with source and principal' })
  @ValidateNested({ each: true })
  @Type(() => SourceEntry)
  sources!: readonly SourceEntry[];
}

class AgencyViewsEntry {
  @matches(AGENCY) agency!: string;
  @IsArray({ message: 'a list of principals' }) @matches(PRINCIPAL, true) principals: readonly string[] = [];
}

class TopicsFile {
  @IsArray({ message: 'a list of topics' })
  @ArrayMaxSize(TOPICS_MAX, { message: `at most ${TOPICS_MAX} topics` })
  @IsObject({ each: true, message: 'objects with topic and sources' })
  @ValidateNested({ each: true })
  @Type(() => IntakeEntry)
  intake: readonly IntakeEntry[] = [];
  @IsArray({ message: 'a list of agencies' })
  @ArrayMaxSize(TOPICS_MAX, { message: `at most ${TOPICS_MAX} agencies` })
  @IsObject({ each: true, message: 'objects with agency and principals' })
  @ValidateNested({ each: true })
  @Type(() => AgencyViewsEntry)
  agencyViews: readonly AgencyViewsEntry[] = [];
  @IsArray({ message: 'a list of principals' }) @matches(PRINCIPAL, true) wholeLedger: readonly string[] = [];
}

/** Which source may come by which topic, and which principals may write and read: the one table of it. */
export type KafkaTopics = Readonly<Pick<TopicsFile, 'intake' | 'agencyViews' | 'wholeLedger'>>;

/** Reads the topics file; empty without one. Throws ConfigError with every fault. */
export function loadKafkaTopics({
  kafkaTopicsFile,
  kafkaTopicPrefix,
}: Pick<Config, 'kafkaTopicsFile' | 'kafkaTopicPrefix'>): KafkaTopics {
  if (kafkaTopicsFile === null) return new TopicsFile();
  const fault = (text: string): string => `${kafkaTopicsFile} (REKAM_KAFKA_TOPICS_FILE) ${text}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(kafkaTopicsFile, 'utf8'));
  } catch (error) {
    throw new ConfigError([fault(`cannot be read as JSON: ${(error as Error).message}.`)]);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError([
      fault('holds no object; accepted: {"intake": [...], "agencyViews": [...], "wholeLedger": [...]}.'),
    ]);
  }
  const topics = plainToInstance(TopicsFile, parsed);
  const faults = [...faultsIn(validateSync(topics, { whitelist: true, forbidNonWhitelisted: true }))];
  if (faults.length === 0) faults.push(...contradictionsIn(topics, kafkaTopicPrefix));
  if (faults.length > 0) throw new ConfigError(faults.map(fault));
  return topics;
}

/** A fault a line, at its JSON pointer. */
function* faultsIn(errors: readonly ValidationError[], path = ''): Generator<string> {
  for (const { property, constraints = {}, children = [] } of errors) {
    const pointer = `${path}/${property}`;
    // A list with a wrong item is told at the item, unless the list itself is none.
    const wrong = Object.entries(constraints).find(([rule]) => rule !== 'nestedValidation');
    if (wrong !== undefined) {
      yield wrong[0] === 'whitelistValidation'
        ? `has ${pointer}, which nothing reads; accepted: intake, agencyViews, wholeLedger.`
        : `at ${pointer}; accepted: ${wrong[1]}.`;
    }
    if (wrong === undefined) yield* faultsIn(children, pointer);
  }
}

/** What no entry alone can say. */
function* contradictionsIn(topics: KafkaTopics, prefix: string): Generator<string> {
  const { intake, agencyViews } = topics;
  const faults = [
    ...twice(
      intake.map(({ topic }) => topic),
      'names the topic',
      'one entry a topic',
    ),
    ...twice(
      agencyViews.map(({ agency }) => agency),
      'names the agency',
      'one entry an agency',
    ),
    ...twice(
      intake.flatMap((entry) => entry.sources.map(({ source }) => source)),
      'names the source',
      'a source under one topic',
    ),
  ];
  yield* faults;
  // What is named twice would be told again, in other words.
  if (faults.length === 0) {
    yield* outreached(topics);
    yield* unfitNames(topics, prefix);
  }
}

/** Who has a source's topic speaks for all that lies beneath the source, so that must have no topic of its own. */
function* outreached({ intake }: KafkaTopics): Generator<string> {
  const topicOf = new Map(intake.flatMap(({ topic, sources }) => sources.map(({ source }) => [source, topic])));
  for (const [source, topic] of topicOf) {
    for (let end = source.lastIndexOf('/'); end > 0; end = source.lastIndexOf('/', end - 1)) {
      const above = source.slice(0, end);
      const itsTopic = topicOf.get(above);
      if (itsTopic === undefined || itsTopic === topic) continue;
      yield `has ${source} under ${topic}, and ${above}, which speaks for it too, under ${itsTopic}; accepted: both under one topic, or neither beneath the other.`;
    }
  }
}

/**
 * Names that the brokers do not take. They hold two that differ in dots and underscores alone for one; and an intake
 * topic that is one of the ledger's own would have the ledger answer itself without end.
 */
function* unfitNames({ intake, agencyViews }: KafkaTopics, prefix: string): Generator<string> {
  const names = [
    ...[eventsTopic, viewsTopic, deadLettersTopic, unattributedOutcomesTopic].map((name) => name(prefix)),
    ...agencyViews.map(({ agency }) => agencyViewsTopic(prefix, agency)),
    ...intake.flatMap(({ topic, sources }) => [topic, ...sources.map(({ source }) => outcomesTopic(prefix, source))]),
  ];
  const firstLike = new Map<string, string>();
  for (const name of names) {
    if (name.length > TOPIC_LENGTH_MAX) {
      yield `needs the topic ${name}; accepted: a prefix and sources short enough for ${TOPIC_LENGTH_MAX} characters.`;
    }
    const like = name.replaceAll('.', '_');
    const first = firstLike.get(like);
    if (first === undefined) firstLike.set(like, name);
    else
      yield `needs the topics ${first} and ${name}, which are one to the brokers; accepted: names that differ in more than their punctuation.`;
  }
}

function* twice(values: readonly string[], says: string, accepted: string): Generator<string> {
  const seen = new Set<string>();
  const repeated = values.filter((value) => seen.size === seen.add(value).size);
  for (const value of new Set(repeated)) yield `${says} ${value} twice; accepted: ${accepted}.`;
}

/**
 * The topics on which several principals write: the brokers do not say who wrote a message, so each of them could speak
 * for every source of the topic.
 */
export const sharedTopics = ({ intake }: KafkaTopics): readonly string[] =>
  intake.filter(({ sources }) => new Set(sources.map(({ principal }) => principal)).size > 1).map(({ topic }) => topic);

const SHOWN_MAX = 5;

/** What an operator is told, and is to do, where topics are missing. */
export function missingTopicsSentence(missing: readonly string[]): string {
  const more = missing.length - SHOWN_MAX;
  const shown = missing.slice(0, SHOWN_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `topics are missing (${shown}); make them with rekam topics create`;
}
