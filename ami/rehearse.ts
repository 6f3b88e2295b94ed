/**
 * Rehearses a build on this computer: a root of the base image's release, in it the builder's own
 * scripts, and then the sample. Nothing of it is left, however it ends.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { GuardedFolder } from '../computer/guarded-folder.ts';
import { RELEASE, type Mirrors } from './base.ts';
import { RehearsalFailed } from './errors.ts';
import { packBuilder, type BuilderFiles } from './payload.ts';

export interface Rehearsal extends BuilderFiles {
  readonly mirrors: Mirrors;
  /** Folder for the root, on a disk: in a file system in memory nothing can be measured of reading. */
  readonly work: string;
  readonly say: (line: string) => void;
}

/** What a rehearsal makes in its root. */
export interface Rehearsable<T> {
  /** Path below ami/; the script runs in the root and writes rehearsed.json. */
  readonly script: string;
  /** @throws if the file is not as the script writes it */
  readonly parse: (told: unknown) => T;
}

const PROGRAMS = ['debootstrap', 'chroot', 'unshare', 'mount', 'tar', 'nice'];
/** Root, downloads, and the modules while they are compiled. */
const NEEDED_GIB = 8;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Call `refuseImpossible` first. @throws RehearsalFailed */
export async function rehearse<T>(rehearsal: Rehearsal, what: Rehearsable<T>): Promise<T> {
  const folder = await GuardedFolder.make(rehearsal.work);
  try {
    const pack = await packBuilder({ ...rehearsal, within: folder.path });
    const root = path.join(folder.path, 'root');
    await mkdir(root);
    const { script } = what;
    await run(rehearsal, { root, archive: pack.archive, script, hold: folder.hold });
    const told = await readFile(path.join(root, 'var/tmp/spotscribe-task/rehearsed.json'), 'utf8');
    return what.parse(JSON.parse(told));
  } finally {
    await folder.remove();
  }
}

/** @throws RehearsalFailed if this computer cannot hold one */
export async function refuseImpossible(work: string): Promise<void> {
  const missing = PROGRAMS.filter((program) => !isThere(program));
  const fault = faultOf({
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    missing,
    freeGib: await freeGib(work),
    work,
  });
  if (fault !== undefined) throw new RehearsalFailed(`${fault} Nothing was made.`);
}

/** Why no rehearsal can be held; undefined if one can. */
export function faultOf(computer: {
  platform: string;
  isRoot: boolean;
  missing: readonly string[];
  freeGib: number;
  work: string;
}): string | undefined {
  const { platform, isRoot, missing, freeGib: free, work } = computer;
  if (platform !== 'linux') {
    return `A rehearsal needs Linux, and this is ${platform}: it runs Debian's own programs.`;
  }
  if (missing.includes('debootstrap')) {
    return 'A rehearsal makes its root with debootstrap, which is not installed here: apt-get install debootstrap.';
  }
  if (missing.length > 0) return `A rehearsal needs ${missing.join(', ')}, which are not here.`;
  if (!isRoot) {
    return 'A rehearsal needs root, to make and enter a root folder: sudo npm run ami -- rehearse.';
  }
  if (free < NEEDED_GIB) {
    return `A rehearsal needs ${NEEDED_GIB} GiB of disk, and ${work} has ${free.toFixed(1)}: name another folder with --work.`;
  }
  return undefined;
}

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

async function freeGib(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 1024 ** 3;
}

interface Run {
  readonly root: string;
  readonly archive: string;
  readonly script: string;
  readonly hold: Writable;
}

/** In namespaces of its own: when unshare ends, the kernel ends all processes in it and unmounts all. */
async function run(
  { mirrors, say }: Rehearsal,
  { root, archive, script, hold }: Run,
): Promise<void> {
  const makesRoot = path.join(import.meta.dirname, 'rehearsal-root.sh');
  const child = spawn(
    'nice',
    [
      ...['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'],
      ...['bash', makesRoot, root, RELEASE, mirrors.debian, mirrors.security, archive, script],
    ],
    { stdio: ['ignore', 'pipe', 'pipe', hold] },
  );
  let interrupt: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    interrupt = signal;
    child.kill('SIGKILL');
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', say);
  }
  const [status] = (await once(child, 'close')) as [number | null];
  for (const signal of SIGNALS) process.off(signal, stop);
  if (status === 0) return;
  if (interrupt !== undefined) {
    throw new RehearsalFailed(`The rehearsal was ended by ${interrupt}. Nothing of it is left.`);
  }
  throw new RehearsalFailed(
    `The rehearsal ended with ${status === null ? 'a signal' : `status ${status}`}; the lines above say why. A build on AWS would fail as well, unless the cause is this computer (its disk, its network). Nothing of it is left.`,
  );
}
