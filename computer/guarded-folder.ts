import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';

/** A new folder, deleted when this process and those that hold it have ended, however they end. */
export class GuardedFolder {
  readonly path: string;
  /** For `stdio` of a process that works in the folder: nothing is deleted before it has ended. */
  readonly hold: Writable;
  readonly #cleaner;

  /** @param within an existing folder */
  static async make(within: string): Promise<GuardedFolder> {
    return new GuardedFolder(await mkdtemp(path.join(within, 'spotscribe-')));
  }

  private constructor(folder: string) {
    this.path = folder;
    // Its standard input ends when the last process that has the other end of it is gone.
    const script = 'cat >/dev/null; exec rm -rf --one-file-system -- "$1"';
    this.#cleaner = spawn('/bin/sh', ['-c', script, 'sh', folder], {
      // A session and an environment of its own: what ends this command must not end it (cli/guard.sh).
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env['PATH'] },
    });
    this.#cleaner.unref();
    this.hold = this.#cleaner.stdin;
  }

  /** Deletes the folder and waits for that. */
  async remove(): Promise<void> {
    this.#cleaner.ref();
    const gone = once(this.#cleaner, 'close');
    this.hold.destroy();
    await gone;
  }
}
