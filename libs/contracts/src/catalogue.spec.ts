import { SUBJECTS, subjectNamed } from '@rekam/domain';
import { byCloudEvent, byName, CATALOGUE } from './catalogue';
import { schemaOf } from './derived-schema';
import { SUBJECT_CONTRACTS } from './subjects';

describe('the catalogue', () => {
  it('has a contract for every subject of the domain, addressed as its stream is', () => {
    expect(SUBJECT_CONTRACTS.map(({ subject }) => subject).sort()).toEqual(Object.keys(SUBJECTS).sort());
    for (const { subject, addressedBy, confirmable } of SUBJECT_CONTRACTS) {
      expect([subject, addressedBy === 'person' ? 'career' : 'mentoring']).toEqual([
        subject,
        subjectNamed(subject).stream,
      ]);
      expect([subject, confirmable]).toEqual([subject, subjectNamed(subject).confirmers !== undefined]);
    }
  });

  it('names every command three ways, and finds it by name and by CloudEvent type', () => {
    expect(CATALOGUE.map(({ name, command, cloudEvent }) => `${name} ${command} ${cloudEvent}`)).toMatchSnapshot();
    for (const contract of CATALOGUE) {
      expect(byName(contract.name)).toBe(contract);
      expect(byCloudEvent(contract.cloudEvent)).toBe(contract);
    }
  });

  it.each(['', 'record', 'record-', 'Record-Appraisal', 'erase-person', 'constructor', '__proto__'])(
    'knows no command %j',
    (name) => {
      expect(byName(name)).toBeUndefined();
      expect(byCloudEvent(name)).toBeUndefined();
    },
  );

  it('gives a default to exactly the optional keys of every content', () => {
    for (const { content, defaults } of SUBJECT_CONTRACTS) {
      const { properties, required } = schemaOf(content, '#/$defs/') as { properties: object; required: string[] };
      const optional = Object.keys(properties).filter((name) => !required.includes(name));
      expect(Object.keys(defaults).sort()).toEqual(optional.sort());
    }
  });

  it('lets no text, number or list go without a limit', () => {
    const unlimited: string[] = [];
    const visit = (schema: Record<string, unknown>, path: string): void => {
      const types = [schema['type']].flat();
      if (types.includes('string') && !('pattern' in schema) && !('enum' in schema)) unlimited.push(path);
      if ((types.includes('integer') || types.includes('number')) && !('enum' in schema)) {
        if (!('minimum' in schema && 'maximum' in schema)) unlimited.push(path);
      }
      if (types.includes('array') && !('maxItems' in schema)) unlimited.push(path);
      for (const [key, inner] of Object.entries(schema)) {
        if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>, `${path}/${key}`);
      }
    };
    for (const { dto, subject } of CATALOGUE) {
      visit(schemaOf(dto, '#/$defs/'), dto.name);
      if (subject !== null) visit(schemaOf(subject.content, '#/$defs/'), subject.content.name);
    }
    expect(unlimited).toEqual([]);
  });
});
