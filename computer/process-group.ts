import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hasCode } from './system-error.ts';

const HAS_PROC = existsSync('/proc/self/environ');

/** Signals a whole process group; a missing group is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  signalQuietly(-group, signal);
}

/** Whether a process of the group still runs. Zombies do not count, unlike in kill(pid, 0). */
export function isGroupAlive(group: number): boolean {
  return exists(group) && (!HAS_PROC || processIds().some((pid) => isMember(pid, group)));
}

/**
 * A running process of a group whose processes work in `folder`, which guards against reuse of the
 * group id: a busy computer reaches it within minutes.
 * @param guess looked at first: reading all of /proc takes milliseconds
 * @returns its id; `'ended'` if the group has no process at all, not even a zombie
 */
export function findMember(
  { group, folder }: { readonly group: number; readonly folder: string },
  guess = group,
): number | 'ended' | undefined {
  if (!exists(group)) return 'ended';
  if (!HAS_PROC) return group;
  const isOurs = (pid: number) =>
    isMember(pid, group) && workingDirectory(pid)?.startsWith(folder) === true;
  if (isOurs(guess)) return guess;
  // Members are younger than their leader, unless the ids began anew since.
  const ids = processIds();
  return ids.find((pid) => pid > group && isOurs(pid)) ?? ids.find(isOurs);
}

/**
 * Kills every process with this NAME=value line in its environment, also those that left their process
 * group with setsid. Reads without blocking: the environment of a process that is just starting
 * another may take tens of milliseconds. Linux only.
 */
export async function killMarked(line: string): Promise<void> {
  if (!HAS_PROC) return;
  for (const pid of processIds()) {
    if (pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''); // gone
    if (environment.split('\0').includes(line)) signalQuietly(pid, 'SIGKILL');
  }
}

/** As `killMarked`, at once and for several lines, for a process that is about to end. */
export function killMarkedNow(lines: ReadonlySet<string>): void {
  if (!HAS_PROC) return;
  for (const pid of processIds()) {
    const environment = readProc(pid, 'environ')?.split('\0') ?? [];
    if (pid !== process.pid && environment.some((line) => lines.has(line))) {
      signalQuietly(pid, 'SIGKILL');
    }
  }
}

function signalQuietly(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    return false; // ESRCH: already gone
  }
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function exists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH'); // EPERM: it is somebody else's
  }
}

function isMember(pid: number, group: number): boolean {
  const [, state, , processGroup] = readStat(pid) ?? [];
  return state !== 'Z' && processGroup === String(group);
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // it ended while we looked, or is not ours
  }
}

/** pid, state, parent, group, … without the command's name, which may contain spaces. */
function readStat(pid: number): string[] | undefined {
  const text = readProc(pid, 'stat');
  return text?.replace(/ \(.*\) /s, ' ').split(' ');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined; // it ended while we looked, or is not ours
  }
}
