import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Copy, DockerfileParser, JSONInstruction, type Instruction } from 'dockerfile-ast';

export const ROOT = join(__dirname, '../..');
const DOCKERFILE = join(ROOT, 'deploy/Dockerfile');

export const readDockerfile = () => DockerfileParser.parse(readFileSync(DOCKERFILE, 'utf8'));

/** The words of an instruction in its exec form; null when it is written as a line for a shell. */
export function execForm(instruction: Instruction): readonly string[] | null {
  if (!(instruction instanceof JSONInstruction) || instruction.getOpeningBracket() === null) return null;
  return instruction.getJSONStrings().map((each) => JSON.parse(each.getValue()) as string);
}

/** One stage after its last instruction: its root folder, and what its instructions say of how it runs. */
export interface Stage {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly entrypoint: readonly string[];
  readonly workdir: string;
}

/** How packages come into the build: by `npm ci` as the Dockerfile says, or those that are installed here. */
type Packages = 'npm ci' | 'installed';

/**
 * Carries out the Dockerfile without an engine: every COPY, RUN, ENV and USER in its order, each stage in a folder of its
 * own that stands for its root. What it proves: that the ignore file lets through what the build needs, that the build
 * works on that alone, and that what the last stage copies runs. The base image is this machine.
 */
export class Rehearsal {
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-image-'));
  private readonly stages: { readonly name: string | null; readonly stage: Stage }[] = [];
  private readonly ignored = ignoreFile();

  /** The last stage. Throws what a command gave. */
  run(packages: Packages): Stage {
    let stage: Stage | null = null;
    for (const instruction of readDockerfile().getInstructions()) {
      if (instruction.getKeyword() === 'FROM') {
        const name = /\sAS\s+(\S+)/i.exec(instruction.getRawArgumentsContent() ?? '')?.[1] ?? null;
        const folder = join(this.folder, name ?? 'image');
        mkdirSync(folder, { recursive: true });
        stage = { folder, env: {}, user: null, entrypoint: [], workdir: '/' };
        this.stages.push({ name, stage });
      } else if (stage !== null) {
        stage = this.carryOut(instruction, stage, packages);
        this.stages.push({ name: this.stages.pop()!.name, stage });
      }
    }
    return stage!;
  }

  remove(): void {
    // Files of a read-only folder can be removed only when the folder can be written.
    execFileSync('chmod', ['-R', 'u+w', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private carryOut(instruction: Instruction, stage: Stage, packages: Packages): Stage {
    const text = instruction.getRawArgumentsContent() ?? '';
    switch (instruction.getKeyword()) {
      case 'WORKDIR':
        mkdirSync(join(stage.folder, text), { recursive: true });
        return { ...stage, workdir: text };
      case 'COPY':
        this.copy(instruction as Copy, stage);
        return stage;
      case 'RUN':
        this.execute(instruction, stage, packages);
        return stage;
      case 'ENV': {
        const added = [...text.matchAll(/([\w]+)=(\S+)/g)].map(([, name, value]) => [name!, value!]);
        return { ...stage, env: { ...stage.env, ...Object.fromEntries(added) } };
      }
      case 'USER':
        return { ...stage, user: text };
      case 'ENTRYPOINT':
        return { ...stage, entrypoint: execForm(instruction) ?? [] };
      default:
        // What else there is tells the engine something and changes no file.
        return stage;
    }
  }

  private copy(instruction: Copy, stage: Stage): void {
    const paths = instruction.getArguments().map((each) => each.getValue());
    const from = instruction.getFromFlag()?.getValue();
    const source = from == null ? null : this.stages.find(({ name }) => name === from)!.stage.folder;
    const target = join(stage.folder, stage.workdir, paths.at(-1)!);
    for (const path of paths.slice(0, -1)) {
      const origin = join(source ?? ROOT, path);
      if (source === null && !this.ignored.admits(path))
        throw new Error(`the ignore file keeps ${path} from the engine`);
      const isInto = paths.at(-1)!.endsWith('/') || paths.at(-1) === '.';
      cpSync(origin, isInto ? join(target, basename(path)) : target, {
        recursive: true,
        filter: (file) => source !== null || !this.ignored.excludes(relative(ROOT, file)),
      });
    }
  }

  private execute(instruction: Instruction, stage: Stage, packages: Packages): void {
    const folder = join(stage.folder, stage.workdir);
    const words = execForm(instruction);
    if (words === null) {
      const line = instruction.getRawArgumentsContent() ?? '';
      if (line.startsWith('npm ci') && packages === 'installed') {
        symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      } else execFileSync('sh', ['-c', line], { cwd: folder });
      return;
    }
    const [program, ...rest] = words.map((word) => (word.startsWith('/') ? join(stage.folder, word) : word));
    if (program === 'install' && process.getuid?.() !== 0) return void mkdirSync(rest.at(-1)!, { recursive: true });
    const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`;
    execFileSync(program!, rest, { cwd: folder, env: { ...process.env, PATH: path }, stdio: 'pipe' });
  }
}

/** The ignore file, as far as it is written here: everything is out, but what is named with `!`, less what is named without. */
function ignoreFile(): { admits(path: string): boolean; excludes(path: string): boolean } {
  const lines = readFileSync(`${DOCKERFILE}.dockerignore`, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== '*') throw new Error('the ignore file must begin with *');
  const admitted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const excluded = lines.filter((line) => line !== '*' && !line.startsWith('!'));
  const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);
  const matches = (path: string, pattern: string): boolean => {
    if (!pattern.startsWith('**/')) return within(path, pattern);
    const expression = new RegExp(`^${pattern.slice(3).replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
    return path.split(sep).some((part) => expression.test(part));
  };
  return {
    admits: (path) => admitted.some((each) => within(path, each)),
    excludes: (path) => excluded.some((each) => matches(path, each) || dirname(path) === each),
  };
}
