/**
 * The transcription engine as a child process. It is started before there is a job, so that it loads
 * its model while the agent claims and downloads; it is asked once, by a line on its standard
 * input, and ends by itself.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { EngineEvent, type EngineDone, type EngineRequest } from '../../core/engine-events.ts';
import { JobFailure } from '../../core/job-errors.ts';
import { lines } from './lines.ts';

export interface EngineCommand {
  program: string;
  args: string[];
  env: Record<string, string>;
  /** Whom to run as; undefined is the agent's own user. */
  user?: { uid: number; gid: number };
}

export interface EngineOutcome {
  done: EngineDone;
  /** Wall time of the process. */
  seconds: number;
}

type EngineProcess = ChildProcessByStdio<Writable, Readable, null>;

export class Engine {
  /** When the engine said its first word, which is that the model is loaded; undefined until then. */
  modelReady: Date | undefined;
  /** Settles when the process is gone. Rejects with a JobFailure unless it ended with `done`. */
  readonly outcome: Promise<EngineOutcome>;
  readonly #process: EngineProcess;
  readonly #startedAt = performance.now();
  #listener: (event: EngineEvent) => void = () => undefined;
  #last: EngineEvent | undefined;

  constructor({ program, args, env, user }: EngineCommand) {
    this.#process = spawn(program, args, {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
      ...user,
    });
    // A pipe that breaks means that the process is gone, and its end tells more than the pipe can.
    this.#process.stdin.on('error', () => undefined);
    this.outcome = this.#follow();
  }

  /** `listener` hears every event from now on, in order. */
  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  /** Hands the audio over, once. */
  transcribe(request: EngineRequest): Promise<EngineOutcome> {
    this.#process.stdin.end(`${JSON.stringify(request)}\n`);
    return this.outcome;
  }

  /** Ends the process at once: it holds nothing that anybody needs. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #follow(): Promise<EngineOutcome> {
    const ending = endOf(this.#process);
    try {
      for await (const line of lines(this.#process.stdout)) this.#hear(parseEvent(line));
    } catch (error) {
      this.kill();
      await ending;
      throw error;
    }
    return this.#judge(await ending);
  }

  #hear(event: EngineEvent): void {
    this.modelReady ??= new Date();
    this.#last = event;
    this.#listener(event);
  }

  #judge(ending: string | 0): EngineOutcome {
    if (this.#last?.event === 'error') throw new JobFailure(this.#last.code, this.#last.message);
    if (this.#last?.event === 'done' && ending === 0) {
      return { done: this.#last, seconds: (performance.now() - this.#startedAt) / 1000 };
    }
    throw crashed(ending === 0 ? 'ended without a result' : ending);
  }
}

/** How the process ended: 0, or a few words. Never rejects. */
async function endOf(process: EngineProcess): Promise<string | 0> {
  try {
    const [code, signal] = (await once(process, 'close')) as [number | null, string | null];
    if (signal !== null) return `was ended by ${signal}`;
    return code === 0 ? 0 : `ended with exit code ${code ?? '?'}`;
  } catch {
    return 'could not be started';
  }
}

function parseEvent(line: string): EngineEvent {
  try {
    return EngineEvent.parse(JSON.parse(line));
  } catch (error) {
    throw crashed('said something that is not one of its events', error);
  }
}

function crashed(how: string, cause?: unknown): JobFailure {
  const message = `The transcription engine ${how} before the work was done. Create the job again.`;
  return new JobFailure('EngineCrashed', message, cause);
}
