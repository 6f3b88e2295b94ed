import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SYSTEMD = path.join(import.meta.dirname, 'systemd');

/**
 * Writes programs that shadow the system's on an instance's PATH: power commands go to the instance
 * host, and systemctl is replaced by systemd/, which runs the image's own units. None affects the
 * computer itself.
 * @param powerUrl receives this instance's power commands
 * @returns the folder to put on PATH
 */
export function writeShims(folder: string, powerUrl: string): string {
  mkdirSync(folder, { recursive: true });
  const programs = {
    shutdown: powerSwitch('shutdown', powerUrl),
    poweroff: powerSwitch('poweroff', powerUrl),
    ...serviceManager(),
  };
  for (const [program, lines] of Object.entries(programs)) {
    const text = ['#!/bin/sh', ...lines, ''].join('\n');
    writeFileSync(path.join(folder, program), text, { mode: 0o755 });
  }
  return folder;
}

function powerSwitch(program: string, powerUrl: string): string[] {
  return [
    '# One argument a line: none of these programs takes one with a line break in it.',
    `printf '%s\\n' "$@" | curl -fsS -m 5 -X POST --data-binary @- '${powerUrl}/${program}' >/dev/null`,
  ];
}

/** Runs on the image's Python. */
export function serviceManager(): Record<'systemctl' | 'systemd-notify', string[]> {
  const python = '"$SPOTSCRIBE_ROOT/opt/spotscribe/venv/bin/python" -E -s -S';
  return {
    systemctl: [
      '[ "$1" = poweroff ] && exec poweroff',
      `exec ${python} '${SYSTEMD}/systemctl.py' "$@"`,
    ],
    'systemd-notify': [`exec ${python} '${SYSTEMD}/systemd_notify.py' "$@"`],
  };
}
