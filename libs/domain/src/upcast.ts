import type { CareerEvent, FactBody } from './event';
import { subjectOfType } from './subjects';

/**
 * Brings an event of any version ever written to today's version. Everything that reads the log reads through
 * this, so that only one version exists in memory. Throws on a version of the future: that reader is too old.
 */
export function upcast<E extends CareerEvent>(event: E): E {
  const subject = subjectOfType(event.type)?.subject;
  if (subject === undefined || event.meta.schema === subject.schema) return event;
  if (event.meta.schema > subject.schema) {
    throw new Error(`${event.type} has schema ${event.meta.schema}; this version reads up to ${subject.schema}`);
  }
  const body = event.body as FactBody;
  let { content } = body;
  for (let version = event.meta.schema; content !== null && version < subject.schema; version++) {
    const step = subject.upcasts?.[version];
    if (step === undefined) throw new Error(`${event.type} has no upcast from schema ${version}`);
    content = step(content);
  }
  return { ...event, body: { ...body, content }, meta: { ...event.meta, schema: subject.schema } };
}
