/** Finds programs of the embedded cloud in /proc by their command lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { hasCode } from '../computer/system-error.ts';
import type { ChaosHarness } from './harness.ts';

const COMMANDS = {
  agent: /\/agent\.mjs\0(once|pool)/,
  engine: /\0-m\0fast_transcribe\0/,
};
export type Program = keyof typeof COMMANDS;

/** Sends a signal to a program of an instance, if it runs. */
export function signalProgram(
  { ec2 }: Pick<ChaosHarness, 'ec2'>,
  to: { id: string; program: Program; signal: NodeJS.Signals },
): void {
  const group = ec2.host.processGroup(to.id);
  if (group === undefined) return;
  for (const pid of processes()) {
    if (groupOf(pid) !== group || !COMMANDS[to.program].test(read(pid, 'cmdline'))) continue;
    process.kill(pid, to.signal);
  }
}

/** Kills what runs the functions of this cloud with these names, as when Lambda loses a host. */
export function killFunctions({ cloud }: ChaosHarness, names: readonly string[]): void {
  const workers = new RegExp(`-local-(${names.join('|')})-`);
  for (const pid of processes()) {
    const command = read(pid, 'cmdline');
    if (!command.includes(cloud.aws.run.temporary) || !workers.test(command)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw error;
    }
  }
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Field 5 of /proc/<pid>/stat (pgrp); field 2, in parentheses, may contain spaces. */
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
    return ''; // the process has ended
  }
}
