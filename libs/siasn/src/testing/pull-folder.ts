import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A response to be written: rows under 200, the sentence of an empty history under `empty`, or a status and a body. */
export type Response = readonly unknown[] | 'empty' | { readonly status: number; readonly body?: string };

export const HEAD = { version: 1, agency: '5500', fetchedAt: '2026-03-01T02:00:00Z', agencies: {} } as const;

function written(response: Response): { readonly status: number; readonly body?: string } {
  if (response === 'empty') return { status: 404, body: JSON.stringify({ code: 0, data: 'Data tidak ditemukan' }) };
  if ('status' in response) return response;
  return { status: 200, body: JSON.stringify({ code: 1, count: response.length, data: response }) };
}

/** Writes a pull to a new folder: responses by their path, in their order, and a manifest that may say more than `HEAD`. */
export function pullFolder(
  responses: Readonly<Record<string, Response>>,
  head: Readonly<Record<string, unknown>> = {},
  folder = join(mkdtempSync(join(tmpdir(), 'rekam-pull-')), 'pull'),
): string {
  const manifest = { ...HEAD, ...head };
  const files = Object.entries(responses).map(([path, response]) => {
    const { status, body } = written(response);
    if (body !== undefined) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), body);
    }
    return { path, url: `https://siasn.example/${path}`, status, fetchedAt: manifest.fetchedAt };
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files }));
  return folder;
}
