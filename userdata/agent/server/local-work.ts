/**
 * Transcribes files of the machine's own callers, beside the pool's jobs and in one queue with them.
 * Each has a folder of its own, which is removed with its answer.
 */
import { randomBytes } from 'node:crypto';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { Waveform } from '../../../core/audio/waveform.ts';
import { JobFailure, type JobErrorCode } from '../../../core/base/job-errors.ts';
import type { EngineDone, EngineRequest } from '../../../core/transcript/engine-events.ts';
import {
  Segment,
  type SubtitledTranscript,
  type Word,
} from '../../../core/transcript/transcript.ts';
import type { AgentConfig } from '../agent-config.ts';
import type { EngineOutcome } from '../engine.ts';
import type { EngineHandlers } from '../job-engine.ts';
import type { EngineQueue } from '../pool/engine-queue.ts';
import { speakersFile } from '../speakers-file.ts';
import { TranscriptBuilder } from '../transcript-builder.ts';
import { ServerProblem } from './problem.ts';

/** Until a place may be free. */
const RETRY_SECONDS = 10;

export type LocalOptions = Omit<EngineRequest, 'audio' | 'resume'> & {
  /** Folder of the model. */
  model: string;
};

/** Hears the segments as they come. */
export interface SegmentListener {
  onSegment: (segment: Segment, words: readonly Word[]) => void;
  /** Once more with its speaker; these take the place of those before. */
  onFinalSegment?: (segment: Segment, words: readonly Word[]) => void;
  /** All segments come once more: the engine was started again. */
  restart: () => void;
}

export interface LocalCaller {
  /** Aborted when the caller has gone away. */
  signal: AbortSignal;
  listener?: SegmentListener;
}

/** A request that has a place. */
export interface LocalRequest {
  id: string;
  folder: string;
  /** Where the audio belongs. */
  audio: string;
  /** Path of the engine's checkpoint. */
  checkpoint: string;
}

/** What the engine made of a request's audio, and when. */
export interface Heard extends SubtitledTranscript {
  outcome: EngineOutcome;
  /** When the request had an engine with its model. */
  modelReady: Date;
  /** Null for silence. */
  firstSegment: Date | null;
  transcribed: Date;
  /** Only if it was asked for. */
  waveform: Waveform | undefined;
}

export class LocalWork {
  readonly #config: AgentConfig;
  readonly #engines: EngineQueue;
  #held = 0;

  constructor(config: AgentConfig, engines: EngineQueue) {
    this.#config = config;
    this.#engines = engines;
  }

  /** Requests that have a place. */
  get held(): number {
    return this.#held;
  }

  /** Gives one request a place while `work` runs. @throws ServerProblem too-many-requests */
  async hold<T>(work: (request: LocalRequest) => Promise<T>): Promise<T> {
    const { places } = this.#config.server;
    if (this.#held >= places) {
      throw new ServerProblem(
        'too-many-requests',
        `The server holds ${places} requests already. Send it again later.`,
        { retryAfter: RETRY_SECONDS },
      );
    }
    this.#held += 1;
    const id = `local-${randomBytes(12).toString('hex')}`;
    const folder = `${this.#config.workDir}/${id}`;
    try {
      await mkdir(folder, { recursive: true });
      const [audio, checkpoint] = [`${folder}/audio`, `${folder}/checkpoint`];
      return await work({ id, folder, audio, checkpoint });
    } finally {
      await rm(folder, { recursive: true, force: true });
      this.#held -= 1;
    }
  }

  /** @throws JobFailure */
  async transcribe(
    { id, audio, checkpoint: resume }: LocalRequest,
    { model, ...options }: LocalOptions,
    { signal, listener }: LocalCaller,
  ): Promise<Heard> {
    const files = [resume, ...(options.speakers === undefined ? [] : [speakersFile(resume)])];
    for (const file of files) await writeFile(file, '', { mode: 0o600 });
    const { engineUser } = this.#config;
    for (const file of engineUser ? [audio, ...files] : []) {
      await chown(file, engineUser?.uid ?? NaN, engineUser?.gid ?? NaN);
    }
    const engine = this.#engines.join({ from: 'request', model, onMove: () => undefined });
    const end = () => engine.kill();
    signal.addEventListener('abort', end);
    let failure: JobErrorCode | undefined;
    try {
      signal.throwIfAborted();
      const collected = new Collected({ files, words: options.words }, listener);
      // What listens to the segments wants to know when each word was said.
      const words = options.words || listener !== undefined;
      const outcome = await engine.transcribe({ ...options, words, audio, resume }, collected);
      const transcribed = new Date();
      const { firstSegment, waveform } = collected;
      const times = { modelReady: engine.modelReady ?? transcribed, firstSegment, transcribed };
      return {
        ...collected.complete({ jobId: id }, outcome.done),
        outcome,
        ...times,
        waveform,
      };
    } catch (error) {
      // A caller that has gone away gave it up.
      if (!signal.aborted) failure = isFailure(error) ? error.code : 'AgentCrashed';
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      engine.end(failure);
    }
  }
}

const SegmentAlone = Segment.strip();
const WaveformAlone = Waveform.strip();

/** The engine's output for one answer. */
class Collected implements EngineHandlers {
  firstSegment: Date | null = null;
  waveform: Waveform | undefined;
  readonly #of: { files: readonly string[]; words: boolean };
  readonly #listener: SegmentListener | undefined;
  #builder: TranscriptBuilder;

  /** @param of `files`: what the engine goes on with after a crash */
  constructor(
    of: { files: readonly string[]; words: boolean },
    listener: SegmentListener | undefined,
  ) {
    this.#of = of;
    this.#listener = listener;
    this.#builder = new TranscriptBuilder(of);
  }

  readonly onEvent: EngineHandlers['onEvent'] = (event) => {
    this.#builder.add(event);
    if (event.event === 'segment') {
      this.firstSegment ??= new Date();
      this.#listener?.onSegment(SegmentAlone.parse(event), event.words ?? []);
    } else if (event.event === 'final-segment') {
      this.#listener?.onFinalSegment?.(SegmentAlone.parse(event), event.words ?? []);
    } else if (event.event === 'waveform') {
      this.waveform = WaveformAlone.parse(event);
    }
  };

  readonly onCrash: EngineHandlers['onCrash'] = async ({ refused }) => {
    this.#builder = new TranscriptBuilder(this.#of);
    this.#listener?.restart();
    if (refused) for (const file of this.#of.files) await writeFile(file, '');
  };

  complete(order: { jobId: string }, done: EngineDone) {
    return this.#builder.complete(order, done);
  }
}

/** Whether an error is the engine's word on the audio. */
export function isFailure(error: unknown): error is JobFailure {
  return error instanceof JobFailure;
}
