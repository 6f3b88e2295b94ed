/** The programs that run on an instance, found as an operator would find them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { World } from './world.ts';

const COMMANDS = {
  agent: /\/agent\.mjs\0once/,
  engine: /\0-m\0fast_transcribe\0/,
};
export type Program = keyof typeof COMMANDS;

/** Sends a signal to a program of an instance, if it runs. */
export function signalProgram(
  { ec2 }: World,
  to: { id: string; program: Program; signal: NodeJS.Signals },
): void {
  const group = ec2.host.processGroup(to.id);
  if (group === undefined) return;
  for (const pid of processes()) {
    if (groupOf(pid) !== group || !COMMANDS[to.program].test(read(pid, 'cmdline'))) continue;
    process.kill(pid, to.signal);
  }
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The fifth field of its stat; the second, in brackets, may hold spaces. */
function groupOf(pid: number): number {
  return Number(
    read(pid, 'stat')
      .replace(/ \(.*\) /s, ' ')
      .split(' ')[3],
  );
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it ended while we looked
  }
}
