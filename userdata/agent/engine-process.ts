/**
 * A process of the transcription engine: how it is started and ended, what it is sent and what it
 * writes. The only reader of the engine's output.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { EngineEvent, type EngineRequest } from '../../core/transcript/engine-events.ts';
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

/** 0, or a phrase that says how the process ended. */
export type Ending = string | 0;

type Spawned = ChildProcessByStdio<Writable, Readable, Readable>;

/** Exit status for a rejected request or checkpoint. */
const WRONG_USE = 2;

export class EngineProcess {
  /**
   * Settles when the process has exited. Rejects with a JobFailure if it wrote something that is
   * not an event, for which it is killed.
   */
  readonly ending: Promise<Ending>;
  readonly #process: Spawned;
  #listener: (event: EngineEvent) => void = () => undefined;

  constructor({ program, args, env, user, onDiagnostic }: EngineCommand) {
    this.#process = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], ...user });
    void forwardLines(this.#process.stderr, onDiagnostic);
    // A broken pipe means that the process is gone; its exit status says more.
    this.#process.stdin.on('error', () => undefined);
    this.ending = this.#follow();
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.ending.catch(() => undefined);
  }

  /** Sets the listener for all further events. */
  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  send(request: EngineRequest): void {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
  }

  /** Says that no request follows. */
  endInput(): void {
    this.#process.stdin.end();
  }

  /** After a crash: whether it rejected the checkpoint. */
  get refused(): boolean {
    return this.#process.exitCode === WRONG_USE;
  }

  /** Kills the process at once; it holds no state worth saving. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #follow(): Promise<Ending> {
    const ending = endOf(this.#process);
    try {
      for await (const line of lines(this.#process.stdout)) this.#listener(parseEvent(line));
    } catch (error) {
      this.kill();
      await ending;
      throw error;
    }
    return ending;
  }
}

/** What the end of a process means for the request that it had. */
export function failureOf(of: {
  ending: Ending;
  /** Its last event, of this request or before any. */
  last: EngineEvent | undefined;
  /** Whether it had been ready; a request is read only after that. */
  wasReady: boolean;
}): JobFailure {
  if (of.last?.event !== 'error') {
    return crashed(of.ending === 0 ? 'ended without a result' : of.ending);
  }
  const { code, message } = of.last;
  return code === 'OptionInvalid' && !of.wasReady
    ? misconfigured(message)
    : new JobFailure(code, message);
}

/** Never rejects. */
async function endOf(process: Spawned): Promise<Ending> {
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
