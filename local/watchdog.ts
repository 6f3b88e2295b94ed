import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

const MARK_NAME = 'SPOTSCRIBE_CLOUD_MARK';

/**
 * A process of its own that outlives this one just long enough to end everything it started:
 * process groups that were told to it, then whatever carries the mark (see watchdog.sh).
 */
export class Watchdog {
  /** Goes into the environment of every process that this cloud starts. */
  readonly mark: Record<string, string>;
  readonly #shell: ChildProcess;

  constructor() {
    const value = randomUUID();
    this.mark = { [MARK_NAME]: value };
    const script = path.join(import.meta.dirname, 'watchdog.sh');
    this.#shell = spawn('/bin/sh', [script, this.markLine], {
      // A session of its own: a Ctrl-C at the terminal must not reach it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env['PATH'] },
    });
    this.#shell.unref();
    // It may be gone already when the machine shuts down; then there is nothing left to guard.
    this.#shell.stdin?.on('error', () => undefined);
  }

  /** The mark as it stands in /proc/<pid>/environ. */
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

  /** All is ended properly: the watchdog goes without killing anything. */
  dismiss(): void {
    this.#shell.stdin?.end('quit\n');
  }
}
