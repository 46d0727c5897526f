import type { CareerEvent } from '@rekam/domain';
import { canonicalJson, uuidV5, type NewEvent } from '@rekam/event-store';

const NAMESPACE = '5a0b4a3c-1f7e-4c1b-9d55-2f6f0c7f7f10';
const STARTED_MS = Date.UTC(2006, 0, 1);
const HOUR_MS = 3_600_000;

export interface SampleEvent {
  readonly stream: string;
  readonly event: NewEvent;
}

/** Event `n` of a log in which `persons` careers take turns, as a log interleaved by date does. About 900 bytes each. */
export function sampleEvent(n: number, persons: number, tag = ''): SampleEvent {
  const person = uuidV5(NAMESPACE, `${tag}person ${n % persons}`);
  const turn = Math.floor(n / persons);
  const commandId = uuidV5(NAMESPACE, `${tag}command ${n}`);
  const at = new Date(STARTED_MS + n * HOUR_MS * Math.min(1, 170_000 / (n + 1)));
  const effectiveAt = at.toISOString().slice(0, 10);
  const base = turn === 0 ? appointmentOf(n % persons) : trainingOf(n, turn);
  const { type, schema, content, sensitive } = base;
  const event: NewEvent = {
    id: uuidV5(commandId, '0'),
    type,
    body: {
      fact: uuidV5(NAMESPACE, `${tag}fact ${n}`),
      edition: 0,
      prev: null,
      effectiveAt,
      effectiveUntil: null,
      precision: 'day',
      decree: { number: `823/${n}/BKD`, date: effectiveAt, authority: 'Badan Kepegawaian Daerah' },
      approvals: null,
      documents: [],
      content,
      flags: [],
    },
    sensitive,
    meta: {
      commandId,
      contentHash: `${commandId}${commandId}`.replaceAll('-', ''),
      actor: 'bench',
      role: 'agency',
      agency: '5500',
      source: '/agencies/5500/bench',
      channel: 'import',
      correlationId: commandId,
      causationId: null,
      recordedAt: at.toISOString().replace('Z', '000Z'),
      schema,
      persons: [{ id: person, role: 'subject' }],
      intake: null,
      approvedBy: null,
    },
  };
  return { stream: `career-${person}`, event };
}

type Base = Pick<CareerEvent, 'type' | 'sensitive'> & {
  readonly schema: number;
  readonly content: Record<string, never>;
};

const base = (type: string, schema: number, content: unknown, sensitive: CareerEvent['sensitive']): Base => ({
  type,
  schema,
  content: content as Base['content'],
  sensitive,
});

const appointmentOf = (person: number): Base =>
  base(
    'AppointmentRecorded',
    1,
    { kind: 'CPNS', agency: String(5500 + (person % 10)), unit: 'Dinas Pendidikan', golongan: '31' },
    {
      content: {
        name: `Contoh ${person}`,
        birthDate: '1980-01-01',
        number: String(198_001_012_006_011_900n + BigInt(person % 99)),
        oldNumber: null,
      },
      ext: {},
      uris: [],
      origin: null,
      reason: null,
    },
  );

/** Every tenth act is an appraisal, every fifteenth a promotion, the rest are trainings. */
function trainingOf(n: number, turn: number): Base {
  if (turn % 15 === 0)
    return base(
      'PromotionRecorded',
      1,
      { kind: '101', golongan: String(31 + (turn % 4)), serviceYears: null, serviceMonths: null },
      null,
    );
  if (turn % 10 === 0) return appraisalOf(n);
  return base(
    'TrainingRecorded',
    2,
    {
      kind: '3',
      name: `Diklat Teknis ${n % 97}`,
      provider: 'BPSDM Provinsi Jambi',
      jp: 10 + (n % 30),
      certificate: `C-${n}`,
      startedAt: null,
      competencies: [],
    },
    null,
  );
}

const appraisalOf = (n: number): Base =>
  base(
    'AppraisalRecorded',
    1,
    {
      period: 'year',
      year: 2022 + (n % 4),
      part: null,
      result: 2,
      behaviour: 2,
      statedPredicate: null,
      indicators: [{ name: 'Kepuasan masyarakat', weight: 100, value: 88, target: 90, source: 'IKM' }],
      appraiserPerson: null,
      appraiserPost: 'Kepala Bidang',
      appraiserUnit: 'Dinas Pendidikan',
      appraiserGolongan: '42',
      predicate: 2,
      predicateRule: 'PermenPANRB 6/2022 matrix, version 1',
      achievementBasisPoints: 9778,
      achievementRule: 'weighted mean',
    },
    { content: { appraiser: { name: 'Contoh Penilai', number: null } }, ext: {}, uris: [], origin: null, reason: null },
  );

/** The columns that the embedded store keeps of an event, made beforehand so that a baseline only inserts. */
export interface RawRow {
  readonly stream: string;
  readonly id: Buffer;
  readonly ledgerTime: string;
  readonly open: string;
}

export const rawRow = ({ stream, event: { id, type, body, meta } }: SampleEvent): RawRow => ({
  stream,
  id: Buffer.from(id.replaceAll('-', ''), 'hex'),
  ledgerTime: meta.recordedAt,
  open: canonicalJson({ body, meta, stream, type }),
});
