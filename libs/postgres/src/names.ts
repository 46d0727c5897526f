/** PostgreSQL cuts longer names off, and then two may be the same. */
const NAME_BYTES_MAX = 63;

/** A name in SQL. Throws an Error for one that is too long. */
export function quoted(name: string): string {
  if (Buffer.byteLength(name) > NAME_BYTES_MAX) {
    throw new Error(`the name ${name} is longer than the ${NAME_BYTES_MAX} bytes that PostgreSQL keeps of one`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL, where a statement takes no values. */
export const literal = (text: string): string =>
  text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;

/** The bytes of a `bytea` as an answer has it. */
export const bytesOf = (text: string): Buffer => Buffer.from(text.slice('\\x'.length), 'hex');
