import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

const MARK_NAME = 'SPOTSCRIBE_CLOUD_MARK';

/**
 * A separate process that, when this one dies, kills everything it started: the guarded process
 * groups, then all processes with the mark (see watchdog.sh).
 */
export class Watchdog {
  /** Environment variable for every process of this cloud. */
  readonly mark: Record<string, string>;
  readonly #shell: ChildProcess;

  constructor() {
    const value = randomUUID();
    this.mark = { [MARK_NAME]: value };
    const script = path.join(import.meta.dirname, 'watchdog.sh');
    this.#shell = spawn('/bin/sh', [script, this.markLine], {
      // Own session: Ctrl-C at the terminal must not reach it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env['PATH'] },
    });
    this.#shell.unref();
    // EPIPE: it may be gone already when the computer shuts down.
    this.#shell.stdin?.on('error', () => undefined);
  }

  /** The mark in the format of /proc/<pid>/environ. */
  get markLine(): string {
    return Object.entries(this.mark)
      .map(([name, value]) => `${name}=${value}`)
      .join('');
  }

  guard(processGroup: number): void {
    this.#shell.stdin?.write(`+ ${processGroup}\n`);
  }

  release(processGroup: number): void {
    this.#shell.stdin?.write(`- ${processGroup}\n`);
  }

  /** Ends the watchdog without killing anything. */
  dismiss(): void {
    this.#shell.stdin?.end('quit\n');
  }
}
