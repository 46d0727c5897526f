import { openApiDocument } from '@rekam/contracts';
import { instantOf, ROUTE_IDS } from '@rekam/runtime';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { READER_ROUTES } from './routes';
import { READER_SCHEMAS } from './schemas';
import { recordActs } from './testing/acts';
import { CITY, idOf } from './testing/ledger';
import { RunningReader } from './testing/running-reader';

const SITI = idOf('Siti');
const TWIN = idOf('Siti again');

describe('routes of the reader', () => {
  let reader: RunningReader;
  let auditor: string;

  const document = openApiDocument({ routes: READER_ROUTES, schemas: READER_SCHEMAS, version: '1.0.0' });
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  ajv.addSchema(document, 'document');
  const faultsOf = (name: string, answer: unknown) => {
    const validate = ajv.getSchema(`document#/components/schemas/${name}`)!;
    return validate(answer) === true ? [] : validate.errors;
  };

  beforeAll(async () => {
    reader = await RunningReader.start('memory');
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.ledger.appoint(TWIN, 'Siti Rahmawati', { at: '2014-01-01', number: '198903142014012002' });
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    await reader.ledger.promote(SITI, '32', '2025-10-01', 'correct');
    await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await reader.ledger.record('appraisal', SITI, 'appraisal-2024', '2025-01-10', {
      period: 'year',
      year: 2024,
      part: null,
      regime: 'permenpanrb-6-2022',
      result: 1,
      behaviour: 2,
      statedPredicate: null,
      scores: null,
      statedScore: null,
      superior: null,
      superiorPerson: null,
      indicators: [{ name: 'IKM', weight: 100, value: 82.5, target: 80, source: 'IKM' }],
      appraiser: { name: 'Budi Hartono', number: null },
      appraiserPerson: null,
      appraiserPost: null,
      appraiserUnit: null,
      appraiserGolongan: null,
    });
    await recordActs(reader.ledger, SITI);
    await reader.ledger.merge(TWIN, SITI);
    await reader.caughtUp();
  });
  afterAll(() => reader.stop());

  it.each([
    ['Career', `/v1/careers/${SITI}`],
    ['Career', `/v1/careers/${SITI}?validAt=2025-05-01&knownAt=4`],
    ['Career', `/v1/careers/${SITI}?validAt=2016-06-01`],
    ['Career', `/v1/careers/${SITI}?validAt=2017-06-01`],
    ['Career', `/v1/careers/${SITI}?validAt=2020-01-01`],
    ['MergedPerson', `/v1/careers/${TWIN}`],
    ['Facts', `/v1/careers/${SITI}/facts`],
    ['MergedPerson', `/v1/careers/${TWIN}/facts`],
    ['Timeline', `/v1/careers/${SITI}/timeline`],
    ['Accesses', `/v1/careers/${SITI}/accesses`],
    ['AgencyOverview', `/v1/agencies/${CITY}/overview`],
    ['Status', '/v1/status'],
  ])('answers a %s as the document says: %s', async (schema, path) => {
    const { status, body } = await reader.get<object>(path, auditor);
    expect(status).toBe(200);
    expect(faultsOf(schema, body)).toEqual([]);
    expect(faultsOf(schema, { ...body, extra: 1 })).not.toEqual([]);
  });

  it('answers a search as the document says', async () => {
    const { body } = await reader.post('/v1/persons/search', auditor, { name: 'siti' });
    expect(faultsOf('PersonsFound', body)).toEqual([]);
  });

  it('takes the examples of its requests', async () => {
    const operator = await reader.token({ sub: 'operator-1', role: 'operator' });
    const examples = READER_ROUTES.flatMap(({ path, request }) =>
      Object.values(request?.contentTypes['application/json']?.examples ?? {}).map(({ value }) => ({ path, value })),
    );
    expect(examples.length).toBeGreaterThanOrEqual(4);
    for (const { path, value } of examples) {
      const headers = {
        authorization: `Bearer ${path.includes('operations') ? operator : auditor}`,
        'content-type': 'application/json',
      };
      const url = reader.url + path.replace('{code}', CITY);
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(value) });
      await response.text();
      // A log in memory has no backup, which is found out after the request was understood.
      expect([path, response.status]).toEqual([path, path.endsWith('backup') ? 409 : 200]);
    }
  });

  it('describes every route there is, with the access it has', () => {
    const table = reader.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    for (const { method, path, route } of READER_ROUTES) {
      expect(ROUTE_IDS).toContain(route);
      const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
      expect(reader.app.getHttpAdapter().getInstance().hasRoute({ method: method.toUpperCase(), url })).toBe(true);
    }
    // Beside the reader's there are only the three of health.
    expect(table.match(/\((GET|POST)\b/g)).toHaveLength(READER_ROUTES.length + 3);
  });
});
