import type { Act } from '@rekam/domain';
import { alternativesOf, confirmDto, correctDto, mergeDto, observeDto, recordDto, withdrawDto } from './command-dto';
import type { CommandContract, JsonData, SubjectContract } from './contract';
import { SUBJECT_CONTRACTS } from './subjects';
import { APPROVER, DUPLICATE, SITI } from './subjects/people';

const literal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const cloudEvent = (subject: string, done: Act | 'confirmed' | 'missing' | 'found' | 'merged' | 'unmerged'): string =>
  `asn.career.${subject}.${done}.v1`;

/** The part of an example that says of whom and of which record it speaks. */
const addressIn = ({ person, identifier, mentoring, recordId }: JsonData): JsonData => ({
  ...(person !== undefined && { person }),
  ...(identifier !== undefined && { identifier }),
  ...(mentoring !== undefined && { mentoring }),
  recordId: recordId!,
});

/** In the order in which their examples can be sent one after the other. */
function commandsOf(subject: SubjectContract): readonly CommandContract[] {
  const { subject: name, title, example } = subject;
  const address = addressIn(example);
  const { recordId: _recordId, ...who } = address;
  const withdrawn = { ...address, approvedBy: APPROVER };
  const record: CommandContract = {
    name: `record-${name}`,
    command: literal(`record-${name}`),
    cloudEvent: cloudEvent(name, 'recorded'),
    kind: 'record',
    subject,
    summary: `Record a ${title}`.replace(/ a (?=[aeiou])/, ' an '),
    dto: recordDto(literal(`record-${name}`), subject),
    alternatives: alternativesOf(subject, true),
    example,
  };
  const about = (
    verb: 'correct' | 'annul' | 'reinstate' | 'confirm',
    done: Act | 'confirmed',
    summary: string,
    dto: CommandContract['dto'],
    shown: JsonData,
  ): CommandContract => ({
    name: `${verb}-${name}`,
    command: literal(`${verb}-${name}`),
    cloudEvent: cloudEvent(name, done),
    kind: verb,
    subject,
    summary,
    dto,
    alternatives: alternativesOf(subject, false),
    example: shown,
  });
  const confirm = about(
    'confirm',
    'confirmed',
    `Confirm an edition of a ${title}`,
    confirmDto(literal(`confirm-${name}`), subject),
    { ...(subject.exampleFact === undefined ? address : { ...who, fact: subject.exampleFact }), edition: 0 },
  );
  const correct = about(
    'correct',
    'corrected',
    `Replace what is stated of a ${title}`,
    correctDto(literal(`correct-${name}`), record.dto),
    {
      ...example,
      replacesEdition: 0,
      reason: 'Surat keputusan perbaikan telah terbit.',
      decree: { number: '800/901/BKD/2025', date: '2025-06-02', authority: 'Badan Kepegawaian Daerah' },
    },
  );
  const annul = about(
    'annul',
    'annulled',
    `Annul a ${title}`,
    withdrawDto(literal(`annul-${name}`), subject, 'annul'),
    { ...withdrawn, replacesEdition: 1, reason: 'Tercatat pada orang yang salah.' },
  );
  const reinstate = about(
    'reinstate',
    'reinstated',
    `Reinstate an annulled ${title}`,
    withdrawDto(literal(`reinstate-${name}`), subject, 'reinstate'),
    { ...withdrawn, replacesEdition: 2, reason: 'Pembatalan keliru; orangnya benar.' },
  );
  return [record, ...(subject.confirmable ? [confirm] : []), correct, annul, reinstate];
}

const merge = (
  kind: 'merge' | 'unmerge',
  done: 'merged' | 'unmerged',
  summary: string,
  reason: string,
): CommandContract => ({
  name: `${kind}-person`,
  command: literal(`${kind}-person`),
  cloudEvent: cloudEvent('person', done),
  kind,
  subject: null,
  summary,
  dto: mergeDto(literal(`${kind}-person`)),
  alternatives: [],
  example: { person: DUPLICATE.person, into: SITI.person, reason },
});

/** The promotion of the examples, as its receipt names it. */
const EXAMPLE_FACT = 'e2bdf9c7-7eef-5972-8817-fe440feede1f';

const observe = (done: 'missing' | 'found', summary: string): CommandContract => ({
  name: `report-${done}-fact`,
  command: literal(`report-${done}-fact`),
  cloudEvent: cloudEvent('fact', done),
  kind: `report-${done}`,
  subject: null,
  summary,
  dto: observeDto(literal(`report-${done}-fact`)),
  alternatives: [],
  example: { person: SITI.person, fact: EXAMPLE_FACT },
});

/** Every command of the service. All of it follows from the subjects, but what is said of a source and the merge of persons. */
export const CATALOGUE: readonly CommandContract[] = [
  ...SUBJECT_CONTRACTS.flatMap(commandsOf),
  observe('missing', 'Report that the source no longer holds the record of a fact'),
  observe('found', 'Report that the source holds the record of a fact again'),
  merge('merge', 'merged', 'Merge two careers that are one person', 'Nomor kedua salah ketik; orangnya sama.'),
  merge('unmerge', 'unmerged', 'Separate two merged careers again', 'Penggabungan keliru; orangnya berbeda.'),
];

const names = new Map(CATALOGUE.map((each) => [each.name, each]));
const types = new Map(CATALOGUE.map((each) => [each.cloudEvent, each]));

/** The command at `POST /v1/commands/<name>`; undefined when there is none. */
export const byName = (name: string): CommandContract | undefined => names.get(name);
/** The command that a CloudEvent of this type carries; undefined when there is none. */
export const byCloudEvent = (type: string): CommandContract | undefined => types.get(type);
