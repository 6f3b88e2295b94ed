/**
 * A folder that stands for / of a builder, with programs of its own in place of Debian's: what the
 * scripts call is written down, and nothing is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';

export class DebianRoot {
  readonly path = mkdtempSync(path.join(tmpdir(), 'spotscribe-debian-'));

  constructor() {
    this.write('etc/os-release', 'ID=debian\nVERSION_CODENAME=trixie\n');
    // Packages that a test names are missing from the sources.
    this.program('apt-cache', 'case " $MISSING " in *" $2 "*) exit 100 ;; esac');
    for (const name of ['apt-get', 'apt-mark', 'dpkg', 'dpkg-query', 'systemctl']) {
      this.program(name, '');
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }

  write(file: string, text: string, mode = 0o644): void {
    const to = path.join(this.path, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text, { mode });
  }

  /** A program that writes down how it was called, and then does what `script` says. */
  program(name: string, script: string): void {
    this.executable(`programs/${name}`, script);
  }

  executable(file: string, script: string): void {
    const note = 'echo "$(basename "$0") $*" >>"$ROOT/calls"';
    this.write(file, `#!/bin/bash\n${note}\n${script}\n`, 0o755);
  }

  read(file: string): string {
    const from = path.join(this.path, file);
    return existsSync(from) ? readFileSync(from, 'utf8') : '';
  }

  /** Runs a script of ami/ with this root as its first argument. */
  run(script: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [path.join(PROJECT, 'ami', script), `${this.path}/`, ...args],
      {
        encoding: 'utf8',
        env: {
          PATH: `${path.join(this.path, 'programs')}:/usr/bin:/bin`,
          ROOT: this.path,
          ...environment,
        },
      },
    );
    const calls = this.read('calls').trim().split('\n');
    return { status, stdout, stderr, calls };
  }
}

/** The packages that apt-get was to install, in order. */
export function installed(calls: readonly string[]): string[] {
  return calls
    .filter((call) => call.startsWith('apt-get') && call.includes(' install '))
    .flatMap((call) => call.split(' install ')[1]?.split(' ') ?? [])
    .filter((word) => !word.startsWith('--'));
}
