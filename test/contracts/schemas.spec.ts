import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { schemasOfToday, schemasOnDisk } from './files';

const today = schemasOfToday();
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addVocabulary(['x-extensible-enum']);

describe('libs/contracts/schemas/v1', () => {
  it('is what the code says; `npm run schemas` writes it anew', () => {
    const kept = schemasOnDisk();
    const differing = [...today].filter(([file, schema]) => JSON.stringify(kept.get(file)) !== JSON.stringify(schema));
    const stray = [...kept.keys()].filter((file) => !today.has(file));
    const told = [...differing.map(([file]) => file), ...stray].map((file) => `${file}: run npm run schemas`);
    expect(told).toEqual([]);
  });

  it.each([...today])('%s: is complete in itself', (_file, schema) => {
    expect(typeof ajv.compile(schema as object)).toBe('function');
  });
});
