/*
 * The names of the topics, below a prefix that an installation chooses. Those of the intake come from its table of
 * sources; `intakeTopic` is what that table has when it has one topic for all.
 */

export const intakeTopic = (prefix: string): string => `${prefix}.intake.v1`;

/**
 * Where a source reads what became of its messages. The name is the registered source's: `/agencies/5500/simpeg` reads
 * `<prefix>.outcomes.agencies.5500.simpeg.v1`. What a topic's name cannot hold becomes an underscore, so the loader of
 * the table refuses two sources that would share a name.
 */
export const outcomesTopic = (prefix: string, source: string): string =>
  `${prefix}.outcomes.${source
    .replace(/^\//, '')
    .replaceAll('/', '.')
    .replaceAll(/[^\w.-]/g, '_')}.v1`;

/** Where the outcomes go of messages on a shared topic whose source cannot be told, or is none of the topic's. */
export const unattributedOutcomesTopic = (prefix: string): string => `${prefix}.outcomes.unattributed.v1`;

export const eventsTopic = (prefix: string): string => `${prefix}.events.v1`;

/** The views of the whole ledger. */
export const viewsTopic = (prefix: string): string => `${prefix}.views.v1`;

/** The views of one agency: the persons it employs, and its own overview. */
export const agencyViewsTopic = (prefix: string, agency: string): string => `${prefix}.views.${agency}.v1`;

export const deadLettersTopic = (prefix: string): string => `${prefix}.dead-letters.v1`;

export type TopicKind = 'intake' | 'outcomes' | 'events' | 'views' | 'dead-letters';

const MIB = 1024 * 1024;

/** What holds for every topic of a kind, whoever makes it. How long it is kept is the installation's to say. */
export const TOPIC_RULES: Readonly<
  Record<
    TopicKind,
    {
      readonly cleanupPolicy: 'delete' | 'compact';
      readonly messageBytesMax: number;
      /** Absent: as the producer compressed it. */
      readonly compressionType?: 'uncompressed';
    }
  >
> = {
  // The brokers unpack what came compressed, whichever way, and so refuse what is too large unpacked.
  intake: { cleanupPolicy: 'delete', messageBytesMax: MIB, compressionType: 'uncompressed' },
  outcomes: { cleanupPolicy: 'delete', messageBytesMax: MIB },
  events: { cleanupPolicy: 'delete', messageBytesMax: 2 * MIB },
  views: { cleanupPolicy: 'compact', messageBytesMax: 4 * MIB },
  // A whole message of the intake, and in its headers what is wrong with it.
  'dead-letters': { cleanupPolicy: 'delete', messageBytesMax: 2 * MIB },
};
