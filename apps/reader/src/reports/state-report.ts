import { employerInForce, type PlainDate } from '@rekam/domain';
import { careerAnswer, type CareerAnswer } from '../careers/career-answer';
import { partsOf } from '../careers/history';
import type { KnownAxes, Named, Report, Reported } from './report';

/** A person whom the agency employed on the day, by the main figures of the career answer. */
export interface EmployedPerson extends Named {
  readonly kind: string | null;
  readonly unit: string | null;
  readonly since: string | null;
  readonly golongan: string | null;
  readonly pangkat: string | null;
  readonly rankSince: string | null;
  /** Title of the post held, its echelon or grade, and the day from which; null without one. */
  readonly post: string | null;
  readonly postLevel: string | null;
  readonly postSince: string | null;
  /** The last year whose appraisal was effective by the day, and its predicate. */
  readonly appraisalYear: number | null;
  readonly predicate: string | null;
  /** Personal parts were erased. */
  readonly erased: boolean;
}

export interface StateLine {
  readonly employed: EmployedPerson;
}

export interface StateSummary {
  readonly total: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byGolongan: Readonly<Record<string, number>>;
  /** The rules behind the figures of the lines; empty without any. */
  readonly rules: Readonly<Record<string, string>>;
}

/** The sections of a person's answer that the figures of a line come from. */
const SHOWN = ['identity', 'employment', 'rank', 'post', 'appraisals'] as const;

const RULE = 'persons whose employment by the agency had begun and not ended on the day, as known then; version 1';

/** Whom an agency employed on a day, as the ledger knew it at a time. */
export class StateReport implements Report {
  readonly head: object;
  private readonly byKind: Record<string, number> = {};
  private readonly byGolongan: Record<string, number> = {};
  private total = 0;
  private rules: Readonly<Record<string, string>> = {};

  constructor(
    private readonly agency: string,
    readonly asked: KnownAxes & { readonly validAt: PlainDate },
  ) {
    this.head = { validAt: asked.validAt, rule: RULE };
  }

  linesOf({ history, axes }: Reported): readonly StateLine[] {
    if (employerInForce(history.state, axes.validAt, null) !== this.agency) return [];
    const { parts, entries } = partsOf(history, axes.validAt);
    const erased = entries.some(({ edition }) => edition.erased);
    const answer = careerAnswer(axes, { parts, counted: new Map() }, erased);
    const employed = employedPerson(answer);
    if (this.total === 0) this.rules = Object.fromEntries(SHOWN.map((name) => [name, answer[name].rule]));
    this.total += 1;
    count(this.byKind, employed.kind);
    count(this.byGolongan, employed.golongan);
    return [{ employed }];
  }

  summary(): StateSummary {
    return { total: this.total, byKind: this.byKind, byGolongan: this.byGolongan, rules: this.rules };
  }
}

function employedPerson(answer: CareerAnswer): EmployedPerson {
  const { person, identity, employment, rank, post, appraisals, erased } = answer;
  const held = post.definitive;
  const appraisal = appraisals.yearly.toSorted((a, b) => a.year - b.year).at(-1) ?? null;
  return {
    person,
    name: identity.name,
    number: identity.numbers.at(-1) ?? null,
    kind: employment.kind,
    unit: employment.unit,
    since: employment.since,
    golongan: rank.golongan,
    pangkat: rank.pangkat,
    rankSince: rank.tmt,
    post: held?.position ?? null,
    postLevel: held?.eselonName ?? held?.jenjangName ?? null,
    postSince: held?.since ?? null,
    appraisalYear: appraisal?.year ?? null,
    predicate: appraisal?.predicateName ?? null,
    erased,
  };
}

function count(sums: Record<string, number>, name: string | null): void {
  if (name !== null) sums[name] = (sums[name] ?? 0) + 1;
}
