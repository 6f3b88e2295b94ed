/** npm on either of the Nodes that a user may have: the packages' own one, and another one. */
import { execFileSync, spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** On the packages' Node `cli/run.mjs` is the program's own process; another one starts that Node. */
export type UsersNode = 'the packages’ Node' | 'another Node';

/** The first `node` of the PATH that is another version, such as 20; without one, a copy of ours. */
function anotherNode(folder: string): string {
  const places = (process.env.PATH ?? '').split(path.delimiter);
  const found = places.map((place) => path.join(place, 'node')).find(isAnotherVersion);
  if (found !== undefined) return found;
  const copy = path.join(folder, 'another-node', 'node');
  mkdirSync(path.dirname(copy), { recursive: true });
  copyFileSync(process.execPath, copy);
  return copy;
}

function isAnotherVersion(node: string): boolean {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== process.version;
}

function npmProgram(): string {
  const ofThisRun = process.env.npm_execpath;
  if (ofThisRun !== undefined) return ofThisRun;
  return realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
}

export interface NpmRun {
  readonly on: UsersNode;
  /** Folder of the package.json whose script is run. */
  readonly folder: string;
  /** For a Node of its own. */
  readonly temporary: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Started by a shell that then exits; the process is that shell. */
  readonly inBackground?: boolean;
}

/** `npm run …`, as a process of its own. */
export function npmRun(
  args: readonly string[],
  { on, folder, temporary, environment, inBackground = false }: NpmRun,
): ChildProcessByStdio<null, Readable, null> {
  const node = on === 'another Node' ? anotherNode(temporary) : process.execPath;
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;
  const npm = [node, npmProgram(), 'run', '--silent', ...args];
  const [program = '', ...given] = inBackground ? ['sh', '-c', '"$@" &', 'sh', ...npm] : npm;
  return spawn(program, given, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment, PATH },
  });
}
