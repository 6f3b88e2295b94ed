/**
 * The sound of a recording for a model that hears, while the engine transcribes it: stretches that the
 * engine's own decoder cuts, as the engine's user. The audio's file is removed once the engine is done: an
 * open descriptor keeps its bytes until all of them are heard.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import type { Sound } from '../../../core/analysis/asking/question.ts';
import { OVERLAP_SECONDS } from '../../../core/analysis/asking/hearing-budget.ts';
import type { Stretch } from '../../../core/analysis/asking/stretch-chapters.ts';
import type { WorkOrder } from '../../../core/job/work-order.ts';
import type { AgentConfig } from '../agent-config.ts';
import { engineEnvironment } from '../engine-command.ts';
import { lines } from '../lines.ts';
import { orAborted } from './or-aborted.ts';
import { secondsOf, wavFiles } from './wav-files.ts';

export interface HearingOptions {
  config: Pick<AgentConfig, 'home' | 'workDir' | 'engineUser'> &
    Partial<Pick<AgentConfig, 'engineLibraries'>>;
  /** The audio track that the job asks for. */
  track: WorkOrder['options']['track'];
  /** From one stretch to the next. */
  seconds: number;
  /** Called for every line of the decoder's standard error. */
  onLine: (line: string) => void;
}

/** The end of one is where the next begins; its sound goes on beyond that. */
export interface HeardStretch extends Stretch {
  index: number;
  sound: Sound;
}

/** Thrown when the recording cannot be cut; its transcript is read in place of it. */
export class CannotHear extends Error {
  override name = 'CannotHear';
}

export class Hearing {
  readonly #of: HearingOptions;
  readonly #audio = Promise.withResolvers<FileHandle>();
  #file: FileHandle | undefined;
  #isClosed = false;

  constructor(of: HearingOptions) {
    this.#of = of;
  }

  /** From one stretch to the next. */
  get seconds(): number {
    return this.#of.seconds;
  }

  /** The audio is on the disk. */
  async onAudio(path: string): Promise<void> {
    if (this.#isClosed || this.#file) return;
    this.#file = await open(path);
    this.#audio.resolve(this.#file);
  }

  /** Each once it is decoded, one ahead. Call once. @throws CannotHear, or the signal's reason */
  async *stretches(signal: AbortSignal): AsyncGenerator<HeardStretch> {
    const { fd } = await orAborted(this.#audio.promise, signal);
    const decoder = this.#start(fd);
    const stop = () => decoder.kill('SIGKILL');
    signal.addEventListener('abort', stop);
    try {
      yield* this.#cut(decoder);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof CannotHear ? error : new CannotHear('not cut', { cause: error });
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await this.close();
    }
  }

  /** Gives the audio up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
  }

  async *#cut(decoder: ChildProcess): AsyncGenerator<HeardStretch> {
    const { seconds } = this.#of;
    const ended = once(decoder, 'exit') as Promise<[number | null]>;
    ended.catch(() => undefined);
    const stdout = decoder.stdout as AsyncIterable<Uint8Array> | null;
    let [index, before]: [number, Uint8Array | undefined] = [0, undefined];
    for await (const wav of wavFiles(stdout ?? none(), seconds + OVERLAP_SECONDS)) {
      if (before) yield stretchOf(before, { index, seconds, isLast: false });
      index += Number(before !== undefined);
      before = wav;
    }
    const [status] = await ended;
    if (status !== 0) throw new CannotHear(`the decoder ended with status ${status ?? '-'}`);
    if (before) yield stretchOf(before, { index, seconds, isLast: true });
  }

  #start(audio: number): ChildProcess {
    const { config, seconds, track, onLine } = this.#of;
    const python = `${config.home}/venv/bin/python`;
    const cut = ['--every', String(seconds), '--overlap', String(OVERLAP_SECONDS)];
    const chosen = track === undefined ? [] : ['--track', String(track)];
    const command = [python, '-m', 'fast_transcribe', 'stretches', '-', ...cut, ...chosen];
    const decoder = spawn('nice', ['-n', '19', ...command], {
      env: engineEnvironment(config),
      stdio: [audio, 'pipe', 'pipe'],
      ...config.engineUser,
    });
    void forward(decoder.stderr, onLine);
    return decoder;
  }
}

function stretchOf(
  wav: Uint8Array,
  of: { index: number; seconds: number; isLast: boolean },
): HeardStretch {
  const { index, isLast } = of;
  const [start, seconds] = [index * of.seconds, secondsOf(wav)];
  const sha256 = createHash('sha256').update(wav).digest('hex');
  const end = start + (isLast ? seconds : of.seconds);
  return { index, start, end, sound: { wav, sha256, seconds } };
}

async function forward(
  stream: AsyncIterable<Uint8Array> | null,
  onLine: (line: string) => void,
): Promise<void> {
  try {
    for await (const line of lines(stream ?? none())) onLine(line);
  } catch {
    // A broken pipe of a process that is gone.
  }
}

async function* none(): AsyncGenerator<never> {
  // No output.
}
