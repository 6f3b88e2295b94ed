import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PROGRAMS = ['shutdown', 'poweroff', 'systemctl'] as const;

/**
 * Programs that stand before the system's own on an instance's PATH: they ask the instance host
 * to switch this instance off, and never touch the computer that it runs on.
 * @param powerUrl where the host takes the order for this one instance
 * @returns the folder to put on PATH
 */
export function writeShims(folder: string, powerUrl: string): string {
  mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) {
    writeFileSync(path.join(folder, program), shim(program, powerUrl), { mode: 0o755 });
  }
  return folder;
}

function shim(program: string, powerUrl: string): string {
  return [
    '#!/bin/sh',
    '# One argument a line: none of these programs takes one with a line break in it.',
    `printf '%s\\n' "$@" | curl -fsS -m 5 -X POST --data-binary @- '${powerUrl}/${program}' >/dev/null`,
    '',
  ].join('\n');
}
