import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { PlainDate } from '../event';
import { careerStream } from '../streams';
import type { Parts } from '../subjects';
import { given } from './given';
import { SITI, SITI_APPOINTED, TODAY } from './samples';

/** What the ledger says of Siti, appointed in 2015, after a history that it has accepted. */
export const partsAfter = (history: readonly Command[], validAt: PlainDate = TODAY): Parts =>
  partsAt(given(SITI_APPOINTED, ...history).ledger.state(careerStream(SITI)), validAt, SITI);
