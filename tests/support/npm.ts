/** npm on either of the Nodes that a user may have: the packages' own one, and another one. */
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** On the packages' Node `cli/run.mjs` is the program's own process; another one starts that Node. */
export type UsersNode = 'the packages’ Node' | 'another Node';

/** The first `node` of the PATH that is another version, such as 20; without one, a copy of ours. */
function anotherNode(folder: string): string {
  for (const place of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(place, 'node');
    if (versionOf(file) !== undefined && versionOf(file) !== process.version) return file;
  }
  const copy = path.join(folder, 'another-node', 'node');
  mkdirSync(path.dirname(copy), { recursive: true });
  copyFileSync(process.execPath, copy);
  return copy;
}

function versionOf(node: string): string | undefined {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined; // there is none
  }
}

function npmProgram(): string {
  const ofThisRun = process.env.npm_execpath;
  if (ofThisRun !== undefined) return ofThisRun;
  return realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
}

export interface NpmRun {
  readonly on: UsersNode;
  /** Of the package.json whose script is run. */
  readonly folder: string;
  readonly temporary: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** `npm run …`, as a process of its own. */
export function npmRun(
  args: readonly string[],
  { on, folder, temporary, environment }: NpmRun,
): ChildProcessByStdio<null, Readable, null> {
  const node = on === 'another Node' ? anotherNode(temporary) : process.execPath;
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;
  return spawn(node, [npmProgram(), 'run', '--silent', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment, PATH },
  });
}
