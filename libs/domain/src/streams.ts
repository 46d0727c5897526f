import type { Uuid } from './event';

/** The stream of a person's career. */
export const careerStream = (person: Uuid): string => `career-${person}`;
/** The stream of a mentoring pair, named by the pair's fact; its sessions are in it too. */
export const mentoringStream = (fact: Uuid): string => `mentoring-${fact}`;
