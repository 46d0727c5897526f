import type { PlainDate } from '@rekam/domain';
import { idOf } from './ids';
import type { AgencyCode, Post, School } from './references';

/** A made-up career before it is cut into the rows of the national system. Days are those of effect. */
export interface Plan {
  /** 1 and up; names the person in the lists of what is dirty and of what changes. */
  readonly number: number;
  /** The agency that employs the person now. */
  readonly agency: AgencyCode;
  readonly staff: 'PNS' | 'CPNS' | 'PPPK';
  readonly name: string;
  /** 1 man, 2 woman, as in the number. */
  readonly sex: 1 | 2;
  readonly birthDate: PlainDate;
  /** TMT CPNS, or the first day of the contract. */
  readonly start: PlainDate;
  /** TMT PNS. */
  readonly sworn: PlainDate | null;
  /** Which of the agency's units, from 0. */
  readonly unit: number;
  /** The nine-digit number of those who began before 2007. */
  readonly oldNumber: string;
  /** Of rising rank; the first is the one at hiring. Empty for contract staff. */
  readonly ranks: readonly RankStep[];
  readonly posts: readonly PostStep[];
  readonly schools: readonly Schooling[];
  readonly leadership: readonly Leadership[];
  readonly courses: readonly Course[];
  readonly awards: readonly Award[];
  readonly sanctions: readonly Sanction[];
  readonly absences: readonly Absence[];
  readonly credits: readonly Credit[];
  readonly ratings: readonly Rating[];
  readonly quarters: readonly Quarter[];
  /** Recognised service elsewhere, in whole months. */
  readonly priorService: { readonly from: PlainDate; readonly until: PlainDate; readonly decreed: PlainDate } | null;
  readonly transfer: { readonly from: AgencyCode; readonly date: PlainDate } | null;
  readonly relocation: PlainDate | null;
  readonly exit: Exit | null;
}

export interface RankStep {
  readonly golongan: string;
  readonly date: PlainDate;
  readonly kind: string;
}

export interface PostStep {
  readonly post: Post;
  readonly date: PlainDate;
  readonly unit: number;
  readonly assignment: 'D' | 'PLT' | 'PLH';
  /** MU: the same post in another unit. */
  readonly mutation: 'MJ' | 'MU';
}

export interface Schooling {
  readonly school: School;
  readonly date: PlainDate;
  /** The one that the person was hired with. */
  readonly first: boolean;
}

export interface Leadership {
  readonly level: string;
  readonly name: string;
  readonly until: PlainDate;
  readonly hours: number;
}

export interface Course {
  readonly kind: string;
  readonly name: string;
  readonly until: PlainDate;
  readonly hours: number;
}

export interface Award {
  readonly kind: string;
  readonly name: string;
  readonly date: PlainDate;
}

export interface Sanction {
  readonly kind: string;
  readonly name: string;
  readonly level: 'R' | 'S' | 'B';
  readonly date: PlainDate;
  readonly months: number;
  /** The day of the decree that voided it. */
  readonly annulled: PlainDate | null;
  /** Index of the sanction that this decision ends. */
  readonly ends: number | null;
}

export interface Absence {
  /** Code of the table of leave and other absences. */
  readonly kind: string;
  readonly date: PlainDate;
  readonly until: PlainDate | null;
}

export interface Credit {
  readonly kind: 'first' | 'integration' | 'conversion';
  readonly year: number;
  readonly points: number;
}

/** A yearly appraisal from 2022; 1 is best. */
export interface Rating {
  readonly year: number;
  readonly result: 1 | 2 | 3;
  readonly behaviour: 1 | 2 | 3;
}

export interface Quarter extends Rating {
  readonly quarter: 1 | 2 | 3 | 4;
}

export interface Exit {
  /** Code of the table of exits: 1 retirement age, 2 death. */
  readonly kind: '1' | '2';
  /** First day out of service. */
  readonly date: PlainDate;
  readonly diedAt: PlainDate | null;
}

/** The quarter's last day. */
export const endOfQuarter = ({ year, quarter }: Quarter): PlainDate =>
  `${year}-${['03-31', '06-30', '09-30', '12-31'][quarter - 1]!}`;

/** Predicate of PermenPANRB 6/2022 for result and behaviour, both 1 to 3. */
const PREDICATES = [
  [1, 2, 4],
  [2, 2, 4],
  [3, 3, 5],
] as const;
export const predicateOf = ({ result, behaviour }: Pick<Rating, 'result' | 'behaviour'>): 1 | 2 | 3 | 4 | 5 =>
  PREDICATES[result - 1]![behaviour - 1]!;
/** Percent of a year's credit by predicate, PermenPANRB 1/2023. */
const CREDIT_PERCENT = [150, 100, 75, 50, 25] as const;
export const creditPercentOf = (rating: Pick<Rating, 'result' | 'behaviour'>): number =>
  CREDIT_PERCENT[predicateOf(rating) - 1]!;

/** 18 digits; the serials from 901 up keep it from being a living person's. */
export function numberOf({ birthDate, start, sex, staff, number }: Plan): string {
  const from = staff === 'PPPK' ? `${start.slice(0, 4)}21` : start.slice(0, 7).replace('-', '');
  return `${birthDate.replaceAll('-', '')}${from}${sex}${900 + number}`;
}

/** Id of the employee, which every history repeats under one of six names. */
export const employeeId = (number: number): string => idOf('pns', number);
