import type { JsonObject } from '@rekam/domain';
import type { Row } from '../act';
import { filled, inside, kept, text, type Body } from './body';

/** Who appraised, in the words that three of the endpoints share. */
export function appraiserFields(content: JsonObject, row: Row | null): Body {
  const { name, number } = inside(content['appraiser']);
  return filled({
    penilaiNama: text(name),
    penilaiNipNrp: text(number),
    penilaiGolongan: text(content['appraiserGolongan']),
    penilaiUnorNama: text(content['appraiserUnit']),
    statusPenilai: kept(row, 'statusPenilai'),
  });
}
