import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './rehearsal';

export const COMPOSE_FILE = join(ROOT, 'deploy/compose.yaml');

interface Mounted {
  readonly source: string;
  readonly target: string;
}

/** A service of the compose file, with what it takes over from others put in. */
export interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly { readonly host_ip: string }[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly secrets?: readonly (string | Mounted)[];
  readonly configs?: readonly Mounted[];
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } } };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The compose file as an engine would have it: anchors followed, variables replaced by what is given or their defaults. */
export function readCompose(variables: Readonly<Record<string, string>>): ComposeFile {
  const text = readFileSync(COMPOSE_FILE, 'utf8').replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_whole, name: string, operator: string | undefined, rest: string | undefined) => {
      const value = variables[name] ?? (operator === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`${name} must be set: ${rest ?? 'it has no default'}`);
      return value;
    },
  );
  return parse(text, { merge: true }) as ComposeFile;
}

/** Where a secret or a configuration is mounted. */
export const mountOf = (mounted: string | Mounted): Mounted =>
  typeof mounted === 'string' ? { source: mounted, target: `/run/secrets/${mounted}` } : mounted;

/** `1536M` in bytes. */
export function bytesOf(memory: string): number {
  const [, amount, unit] = /^(\d+)(M|Mi|G|Gi)$/.exec(memory)!;
  return Number(amount) * 1_024 ** (unit!.startsWith('G') ? 3 : 2);
}
