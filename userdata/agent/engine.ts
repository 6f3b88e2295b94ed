/**
 * The transcription engine as a child process. It starts before there is a job, so that it loads
 * its model while the agent claims and downloads. It takes one request, a line on its standard
 * input, and then exits.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import {
  EngineEvent,
  type EngineDone,
  type EngineRequest,
} from '../../core/transcript/engine-events.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import { lines } from './lines.ts';

export interface EngineCommand {
  program: string;
  args: string[];
  env: Record<string, string>;
  /** User to run as; undefined: the agent's own. */
  user?: { uid: number; gid: number };
  /** Called for every line of standard error. */
  onDiagnostic: (line: string) => void;
}

export interface EngineOutcome {
  done: EngineDone;
  /** Wall time of the process. */
  seconds: number;
}

type EngineProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Exit status for a rejected request or checkpoint. */
const WRONG_USE = 2;

export class Engine {
  /** Settles when the process has exited. Rejects with a JobFailure unless it ended with `done`. */
  readonly outcome: Promise<EngineOutcome>;
  readonly #process: EngineProcess;
  readonly #startedAt = performance.now();
  #listener: (event: EngineEvent) => void = () => undefined;
  #last: EngineEvent | undefined;
  /** True after `ready`; the request is read only after that. */
  #isReady = false;

  constructor({ program, args, env, user, onDiagnostic }: EngineCommand) {
    this.#process = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], ...user });
    void forwardLines(this.#process.stderr, onDiagnostic);
    // A broken pipe means that the process is gone; its exit status says more.
    this.#process.stdin.on('error', () => undefined);
    this.outcome = this.#follow();
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.outcome.catch(() => undefined);
  }

  /** Sets the listener for all further events. */
  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  /** Sends the request; call once. */
  ask(request: EngineRequest): void {
    this.#process.stdin.end(`${JSON.stringify(request)}\n`);
  }

  /** After a crash: whether it rejected the checkpoint. */
  get refused(): boolean {
    return this.#process.exitCode === WRONG_USE;
  }

  /** Kills the process at once; it holds no state worth saving. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #follow(): Promise<EngineOutcome> {
    const ending = endOf(this.#process);
    try {
      for await (const line of lines(this.#process.stdout)) this.#onEvent(parseEvent(line));
    } catch (error) {
      this.kill();
      await ending;
      throw error;
    }
    return this.#toOutcome(await ending);
  }

  #onEvent(event: EngineEvent): void {
    this.#last = event;
    this.#isReady ||= event.event === 'ready';
    this.#listener(event);
  }

  #toOutcome(ending: string | 0): EngineOutcome {
    if (this.#last?.event === 'error') {
      const { code, message } = this.#last;
      throw code === 'OptionInvalid' && !this.#isReady
        ? misconfigured(message)
        : new JobFailure(code, message);
    }
    if (this.#last?.event === 'done' && ending === 0) {
      return { done: this.#last, seconds: (performance.now() - this.#startedAt) / 1000 };
    }
    throw crashed(ending === 0 ? 'ended without a result' : ending);
  }
}

/** 0, or a description of how the process ended. Never rejects. */
async function endOf(process: EngineProcess): Promise<string | 0> {
  try {
    const [code, signal] = (await once(process, 'close')) as [number | null, string | null];
    if (signal !== null) return `was ended by ${signal}`;
    return code === 0 ? 0 : `ended with exit code ${code ?? '?'}`;
  } catch {
    return 'could not be started';
  }
}

async function forwardLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines(stream)) onLine(line);
  } catch {
    // Broken pipe of a process that is gone; its exit status reports the end.
  }
}

function parseEvent(line: string): EngineEvent {
  try {
    return EngineEvent.parse(JSON.parse(line));
  } catch (error) {
    throw crashed('said something that is not one of its events', error);
  }
}

/** The command line comes from the image and contains no job option. */
function misconfigured(why: string): JobFailure {
  const message = `The transcription engine does not take the options that the machine image starts it with; nothing was transcribed. An operator has to build the image again. It said: ${why}`;
  return new JobFailure('Misconfigured', message);
}

function crashed(how: string, cause?: unknown): JobFailure {
  const message = `The transcription engine ${how} before the work was done. Create the job again.`;
  return new JobFailure('EngineCrashed', message, cause);
}
