/**
 * Runs the programs that test, some of them side by side. What each one writes is shown as it comes
 * if it is live or the only one, and otherwise in one piece when it has ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';

export interface Program {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A file that is written when all is done: what a test left open must not hold the run for ever. */
  readonly endsAfter?: string;
  /** Reads the terminal. */
  readonly isInteractive?: true;
  /** Shown as it comes, whatever runs beside it. */
  readonly isLive?: true;
}

const LINGER_MS = 30_000;

export class Programs {
  readonly #logs: string | undefined;
  readonly #running = new Set<ChildProcess>();
  #isEnding = false;

  /** @param logs a folder for what is shown later; without one all is shown as it comes */
  constructor(logs?: string) {
    this.#logs = logs;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.#end());
  }

  /** @returns the exit status; none if a signal ended it */
  async run(program: Program): Promise<number | null> {
    const { title } = program;
    if (this.#logs === undefined || program.isLive) {
      console.log(`\n── ${title}`);
      return this.#ended(start(program, 'inherit'), program);
    }
    console.log(`· ${title} …`);
    const began = Date.now();
    const log = path.join(this.#logs, `${title}.log`);
    const file = openSync(log, 'w');
    const child = start(program, file);
    closeSync(file);
    const status = await this.#ended(child, program);
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`\n── ${title} (${seconds} s)\n${readFileSync(log, 'utf8').trim()}\n`);
    return status;
  }

  async #ended(child: ChildProcess, { endsAfter }: Program): Promise<number | null> {
    this.#running.add(child);
    if (endsAfter !== undefined) killLingering(child, endsAfter);
    return new Promise((ended, failed) => {
      child.once('error', failed);
      child.once('exit', (status) => {
        this.#running.delete(child);
        if (!this.#isEnding) ended(status);
        else if (this.#running.size === 0) process.exit(1);
      });
    });
  }

  /** This process ends when its children have cleaned up, and starts no others. */
  #end(): void {
    this.#isEnding = true;
    for (const child of this.#running) child.kill('SIGTERM');
    if (this.#running.size === 0) process.exit(1);
  }
}

function start(asked: Program, output: number | 'inherit'): ChildProcess {
  const { program, args, environment, isInteractive } = asked;
  return spawn(program, args, {
    cwd: PROJECT,
    // One file for both streams: a failure's lines stay in their order.
    stdio: [isInteractive ? 'inherit' : 'ignore', output, output],
    env: {
      ...process.env,
      ...environment,
      // The checks are scripts that look for `node`, and must find this one.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });
}

/** A run that lingers is killed, and so counts as failed. */
function killLingering(child: ChildProcess, report: string): void {
  const look = setInterval(() => {
    if (!existsSync(report)) return;
    clearInterval(look);
    const end = setTimeout(() => child.kill('SIGKILL'), LINGER_MS);
    child.once('exit', () => clearTimeout(end));
  }, 1000);
  child.once('exit', () => clearInterval(look));
}
