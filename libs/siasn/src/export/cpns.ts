import { dmy, filled, kept, type SaveEndpoint } from './body';

/** The appointments as CPNS and as PNS, each a part of the one form. The history has a row id of its own, which no read gives. */
export const cpns: SaveEndpoint = {
  path: '/cpns/save',
  documentKind: '889',
  required: ['pns_orang_id'],
  body: ({ content, effectiveAt, decree, row }, { employeeId }) =>
    filled({
      pns_orang_id: employeeId,
      ...(content['kind'] === 'PNS'
        ? {
            nomor_sk_pns: decree?.number,
            tgl_sk_pns: dmy(decree?.date),
            tmt_pns: dmy(effectiveAt),
            nomor_sttpl: kept(row, 'nomorSttpl'),
            tgl_sttpl: kept(row, 'tglSttpl'),
          }
        : { nomor_sk_cpns: decree?.number, tgl_sk_cpns: dmy(decree?.date), nomor_spmt: kept(row, 'noSpmt') }),
    }),
};
