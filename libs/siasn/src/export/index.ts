import { angkakredit } from './angkakredit';
import { text, type ExportedFact, type SaveEndpoint } from './body';
import { cpns } from './cpns';
import { diklat } from './diklat';
import { hukdis } from './hukdis';
import { isMoreThanPlain, jabatan, unorjabatan } from './jabatan';
import { kinerjaperiodik } from './kinerjaperiodik';
import { kursus } from './kursus';
import { penghargaan } from './penghargaan';
import { skp, skp2021 } from './skp';
import { skp22 } from './skp22';

/** Kind of training that has an endpoint of its own: Diklat Struktural. */
const LEADERSHIP = '1';

const APPRAISALS: Readonly<Record<string, SaveEndpoint>> = {
  pp46: skp,
  'pp30-2021': skp2021,
  'permenpanrb-6-2022': skp22,
};

/** The save endpoint that takes a fact; null where the source has none, and the fact is entered there by hand or not at all. */
export function endpointOf({ subject, content }: Pick<ExportedFact, 'subject' | 'content'>): SaveEndpoint | null {
  switch (subject) {
    case 'appointment':
      return content['kind'] === 'PPPK' ? null : cpns;
    case 'appraisal':
      return content['period'] === 'year' ? (APPRAISALS[text(content['regime']) ?? ''] ?? null) : kinerjaperiodik;
    case 'credit':
      return angkakredit;
    case 'discipline':
      return hukdis;
    case 'placement':
      return isMoreThanPlain(content) ? unorjabatan : jabatan;
    case 'recognition':
      return penghargaan;
    case 'training':
      return content['kind'] === LEADERSHIP ? diklat : kursus;
    default:
      return null;
  }
}
