import { readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownFolder } from '../../computer/own-folder.ts';
import type { Instance } from './instance.ts';

/** Emulates a volume not yet loaded from its snapshot: delays the start of the image's programs. */
export function slowDisk({ root }: Instance, seconds: number): void {
  const home = ownFolder(path.join(root, 'opt/spotscribe'));
  const venv = ownFolder(path.join(home, 'venv'));
  delay(path.join(ownFolder(path.join(home, 'bin')), 'node'), seconds);
  delay(path.join(ownFolder(path.join(venv, 'bin')), 'python'), seconds);
}

function delay(link: string, seconds: number): void {
  // Follow one link only: Python finds its packages by the path that it is started from.
  const program = readlinkSync(link);
  rmSync(link);
  writeFileSync(link, `#!/bin/sh\nsleep ${seconds}\nexec '${program}' "$@"\n`, { mode: 0o755 });
}
