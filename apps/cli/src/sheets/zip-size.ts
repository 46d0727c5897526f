import { open, type FileHandle } from 'node:fs/promises';

/** The record that ends a zip file, and the directory of its files that it points to (PKWARE APPNOTE 4.3). */
const END = { signature: 0x06054b50, bytes: 22, directoryBytes: 12, directoryOffset: 16 } as const;
const ENTRY = {
  signature: 0x02014b50,
  bytes: 46,
  unpackedBytes: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
};
const COMMENT_BYTES_MAX = 0xffff;
/** More than the directory of any workbook has. */
const DIRECTORY_BYTES_MAX = 1024 * 1024;

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * How large the files of a zip say they are together, without unpacking any: a small workbook can hold more than there
 * is memory for. Null when this is no zip whose directory can be read.
 */
export async function unpackedSize(path: string, size: number): Promise<number | null> {
  const file = await open(path);
  try {
    const tailBytes = Math.min(size, END.bytes + COMMENT_BYTES_MAX);
    const tail = await read(file, size - tailBytes, tailBytes);
    let end = tail.length - END.bytes;
    while (end >= 0 && tail.readUInt32LE(end) !== END.signature) end -= 1;
    if (end < 0) return null;
    const directoryBytes = tail.readUInt32LE(end + END.directoryBytes);
    if (directoryBytes > DIRECTORY_BYTES_MAX) return null;
    return sumOf(await read(file, tail.readUInt32LE(end + END.directoryOffset), directoryBytes));
  } finally {
    await file.close();
  }
}

function sumOf(directory: Buffer): number | null {
  let sum = 0;
  for (let entry = 0; entry + ENTRY.bytes <= directory.length;) {
    if (directory.readUInt32LE(entry) !== ENTRY.signature) return null;
    sum += directory.readUInt32LE(entry + ENTRY.unpackedBytes);
    const lengths = [ENTRY.nameLength, ENTRY.extraLength, ENTRY.commentLength];
    entry += lengths.reduce((bytes, field) => bytes + directory.readUInt16LE(entry + field), ENTRY.bytes);
  }
  return sum;
}
