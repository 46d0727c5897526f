import { appendSpanIdOf, correlationIdOf, readTraceparent, traceIdOf, writeTraceparent } from './trace-context';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const MADE = '11111111-1111-4111-8111-111111111111';
const made = () => MADE;

it('reads a traceparent of this version, and of later ones that add to it', () => {
  const recorded = { traceId: TRACE, spanId: SPAN, isRecorded: true };
  expect(readTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual(recorded);
  expect(readTraceparent(`00-${TRACE}-${SPAN}-02`)).toEqual({ ...recorded, isRecorded: false });
  expect(readTraceparent(`01-${TRACE}-${SPAN}-03-more`)).toEqual(recorded);
  expect(writeTraceparent(recorded)).toBe(`00-${TRACE}-${SPAN}-01`);
  expect(readTraceparent(writeTraceparent({ ...recorded, isRecorded: false }))).toMatchObject({ isRecorded: false });
});

it.each([
  undefined,
  '',
  ['00'],
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE}-${SPAN}-011`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `ff-${TRACE}-${SPAN}-01`,
  `01-${TRACE}-${SPAN}-01-${'x'.repeat(500)}`,
])('reads nothing from %j', (text) => {
  expect(readTraceparent(text)).toBeNull();
});

it('takes the correlation id of the sender, else its trace, else makes one', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  expect(correlationIdOf('C0FFEE00-0000-4000-8000-000000000000', traceparent, made)).toBe(
    'c0ffee00-0000-4000-8000-000000000000',
  );
  const ofTrace = correlationIdOf("x'\nforged", traceparent, made);
  expect(ofTrace).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
  expect(traceIdOf(ofTrace)).toBe(TRACE);
  expect(correlationIdOf(undefined, 'x', made)).toBe(MADE);
});

it('names the span of an append by the event', () => {
  expect(appendSpanIdOf('0b7e2c66-9f0e-5c2b-8a35-5b7f7d1f3a10')).toBe('8a355b7f7d1f3a10');
});
