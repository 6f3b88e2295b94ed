import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SYSTEMD = path.join(import.meta.dirname, 'systemd');

/**
 * Programs that stand before the system's own on an instance's PATH. What switches a machine off
 * asks the instance host to do it for this instance; services are run by systemd/, a stand-in for
 * systemd that obeys the image's own units. None ever touches the computer that it runs on.
 * @param powerUrl where the host takes the order for this one instance
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

/** Run by the image's Python, which every instance has. */
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
