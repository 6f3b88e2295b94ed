import { readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownFolder } from '../../computer/own-folder.ts';
import type { Instance } from './instance.ts';

/** A disk whose blocks still lie in a snapshot: every program of the image comes so much later. */
export function slowDisk({ root }: Instance, seconds: number): void {
  const home = ownFolder(path.join(root, 'opt/spotscribe'));
  const venv = ownFolder(path.join(home, 'venv'));
  delay(path.join(ownFolder(path.join(home, 'bin')), 'node'), seconds);
  delay(path.join(ownFolder(path.join(venv, 'bin')), 'python'), seconds);
}

function delay(link: string, seconds: number): void {
  // Where the link leads, and no further: Python finds its packages by the place it is started from.
  const program = readlinkSync(link);
  rmSync(link);
  writeFileSync(link, `#!/bin/sh\nsleep ${seconds}\nexec '${program}' "$@"\n`, { mode: 0o755 });
}
