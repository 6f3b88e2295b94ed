/**
 * The engine's program that finds people's names with the image's model (fast_transcribe names). The text is
 * sent on its standard input: it is in no file and in no argument.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { NameSpan } from '../../core/redaction/name-spans.ts';
import { NameModel } from '../../core/redaction/names-search.ts';
import type { AgentConfig } from './agent-config.ts';
import { engineEnvironment } from './engine-command.ts';
import { lines } from './lines.ts';

/** The most of its output, in bytes; twelve hours with a name every second have 4 MB. */
const MOST_OUTPUT = 32 * 1024 ** 2;

const Told = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress') }),
  z.object({ event: z.literal('names'), model: NameModel, spans: z.array(NameSpan) }),
  z.object({ event: z.literal('unavailable'), reason: z.string().max(1000) }),
]);
type Told = z.infer<typeof Told>;

export interface ModelNames {
  model: NameModel;
  spans: NameSpan[];
}

/** Thrown when the model found nothing out. The message is a sentence for the reader of the redaction. */
export class NamesUnavailable extends Error {
  override readonly name = 'NamesUnavailable';
}

export interface NamesRun {
  config: Pick<AgentConfig, 'home' | 'workDir' | 'engineUser' | 'namesSilenceMs'>;
  /** Folder of the model. */
  folder: string;
  /** Words of each segment. */
  words: readonly (readonly string[])[];
  /** In all; the program is also ended when it has shown no progress for `namesSilenceMs`. */
  mostMs: number;
  onProgress: () => void;
  signal: AbortSignal;
}

/** @throws NamesUnavailable, or the signal's reason */
export async function runNamesProgram(run: NamesRun): Promise<ModelNames> {
  const { config, folder, words, signal } = run;
  signal.throwIfAborted();
  const threads = String(availableParallelism());
  const args = ['-m', 'fast_transcribe', 'names', '--model', folder, '--threads', threads];
  const program = spawn(`${config.home}/venv/bin/python`, args, {
    env: engineEnvironment(config),
    stdio: ['pipe', 'pipe', 'ignore'],
    ...config.engineUser,
  });
  const patience = new Patience(run, () => program.kill('SIGKILL'));
  const stop = () => program.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  // A broken pipe means that the program is gone; its end says more.
  program.stdin.on('error', () => undefined);
  program.stdin.end(JSON.stringify(words));
  try {
    const told = await resultOf(program, patience);
    signal.throwIfAborted();
    if (patience.isOver) throw new NamesUnavailable(patience.reason);
    return told;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stop();
    patience.end();
    signal.removeEventListener('abort', stop);
  }
}

type Program = ChildProcessByStdio<Writable, Readable, null>;

async function resultOf(program: Program, patience: Patience): Promise<ModelNames> {
  const ending = endOf(program);
  let last: Told | undefined;
  for await (const line of lines(bounded(program.stdout))) {
    last = parsed(line);
    patience.renew();
  }
  const ended = await ending;
  if (last?.event === 'unavailable') throw new NamesUnavailable(last.reason);
  if (last?.event === 'names') return { model: last.model, spans: last.spans };
  throw new NamesUnavailable(
    patience.isOver ? patience.reason : `The program of the model for names ${ended}.`,
  );
}

/** Never rejects. */
async function endOf(program: Program): Promise<string> {
  try {
    const [code, signal] = (await once(program, 'close')) as [number | null, string | null];
    return signal === null ? `ended with status ${code ?? '?'}` : `was ended by ${signal}`;
  } catch {
    return 'could not be started';
  }
}

function parsed(line: string): Told {
  try {
    return Told.parse(JSON.parse(line));
  } catch {
    throw new NamesUnavailable('The program of the model for names wrote what is no result.');
  }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MOST_OUTPUT)
      throw new NamesUnavailable('The program of the model for names wrote too much.');
    yield chunk;
  }
}

/** Ends the program when it shows no progress, and in any case after the most time. */
class Patience {
  readonly #run: NamesRun;
  readonly #giveUp: () => void;
  readonly #all: NodeJS.Timeout;
  #silence: NodeJS.Timeout;
  #reason = '';

  constructor(run: NamesRun, giveUp: () => void) {
    [this.#run, this.#giveUp] = [run, giveUp];
    this.#all = setTimeout(() => this.#over(run.mostMs, 'was not done'), run.mostMs);
    this.#silence = this.#listen();
  }

  renew(): void {
    this.#run.onProgress();
    clearTimeout(this.#silence);
    this.#silence = this.#listen();
  }

  get isOver(): boolean {
    return this.#reason !== '';
  }

  get reason(): string {
    return this.#reason;
  }

  end(): void {
    clearTimeout(this.#all);
    clearTimeout(this.#silence);
  }

  #listen(): NodeJS.Timeout {
    const { namesSilenceMs: ms } = this.#run.config;
    return setTimeout(() => this.#over(ms, 'showed no progress'), ms);
  }

  #over(ms: number, what: string): void {
    this.#reason = `The model for names ${what} after ${Math.round(ms / 1000)} s, and was given up.`;
    this.#giveUp();
  }
}
