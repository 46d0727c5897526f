import { appendFileSync } from 'node:fs';
import { idOf, statement } from './testing/ledger';
import { RunningReader } from './testing/running-reader';
import { CareerReader } from './careers/career-reader';
import { personAndSurvivor } from './aliases';
import { instantOf } from '@rekam/runtime';
it('as-of', async () => {
  const reader = await RunningReader.start('sqlite');
  appendFileSync('/tmp/rd/perf.log', 'started ');
  const P = idOf('perf');
  await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
  await reader.ledger.appoint(P, 'Perf Person');
  const heads: bigint[] = [];
  for (let n = 0; n < 299; n++) {
    const e = n % 6 === 5 ? await reader.ledger.record('appraisal', P, 'ap' + n, `${2013 + (n % 12)}-12-31`, { period: 'month', year: 2013 + (n % 12), part: 1 + (n % 12), result: 1, behaviour: 2, statedPredicate: 1, indicators: [], appraiser: { name: 'Budi Hartono', number: null }, appraiserPerson: null, appraiserPost: null, appraiserUnit: null, appraiserGolongan: null })
      : await reader.ledger.train(P, 'Kursus ' + n, 4, `${2013 + (n % 12)}-0${1 + (n % 9)}-04`);
    appendFileSync('/tmp/rd/perf.log', n + ' ');
    heads.push(e.position);
  }
  await reader.caughtUp();
  const r = reader.app.get(CareerReader, { strict: false });
  const { row } = (await personAndSurvivor(reader.views, P))!;
  const stat = (t: number[]) => { t.sort((a, b) => a - b); return { p50: t[t.length >> 1], p99: t[Math.floor(t.length * 0.99)], max: t.at(-1) }; };
  const measure = async (f: () => Promise<unknown>, n = 1000) => { const t = []; for (let i = 0; i < n; i++) { const s = performance.now(); await f(); t.push(performance.now() - s); } return stat(t); };
  await measure(() => r.asOf(row, { validAt: '2020-01-01', knownAt: null }), 200);
  console.log('asOf', await measure(() => r.asOf(row, { validAt: `20${13 + Math.floor(Math.random() * 12)}-06-01`, knownAt: { position: heads[Math.floor(Math.random() * 299)]! } })));
  console.log('asOf full', await measure(() => r.asOf(row, { validAt: '2026-01-01', knownAt: { position: heads[298]! } })));
  console.log('store read', await measure(() => reader.events.read('career-' + P)));
  console.log('current', await measure(() => r.current(row)));
  const auditor = await reader.token({ sub: 'a', role: 'auditor' });
  console.log('http asOf', await measure(() => reader.get(`/v1/careers/${P}?validAt=2020-01-01&knownAt=200`, auditor), 300));
  console.log('http current', await measure(() => reader.get(`/v1/careers/${P}`, auditor), 300));
  await reader.stop();
}, 120000);
