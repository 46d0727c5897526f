import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SKIP_FOLDER } from '../needs-server';
import { ROOT } from './rehearsal';

const FETCHED = join(ROOT, '.cache/promtool/promtool');

const answers = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;

/** Prometheus' own checker of rules: of this machine, or fetched by deploy/prometheus/fetch-promtool.sh; null without one. */
export const promtool: string | null = answers('promtool', '--version')
  ? 'promtool'
  : existsSync(FETCHED)
    ? FETCHED
    : null;

/** What builds an overlay: kubectl has kustomize in it. Null without either. */
export const kustomize: readonly [program: string, ...args: string[]] | null = answers('kubectl', 'version', '--client')
  ? ['kubectl', 'kustomize']
  : answers('kustomize', 'version')
    ? ['kustomize', 'build']
    : null;

/**
 * `describe` for what needs a tool that neither npm nor Debian has: where it is missing the specs are skipped, on a
 * machine of CI too, and the run says so in a line.
 */
export function describeWithTool(tool: string, isThere: boolean, name: string, specs: () => void): void {
  if (isThere) return describe(name, specs);
  describe.skip(name, specs);
  const folder = process.env[SKIP_FOLDER];
  if (folder !== undefined) writeFileSync(join(folder, tool), `${tool} is missing: install it`);
}
