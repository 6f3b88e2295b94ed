/**
 * The work of one attempt, from a claimed order to results that are written: audio → engine →
 * parts while it works → the four documents. It ends with a TaskResult, or throws what the verdict is made of.
 */
import { chown, mkdir, rm } from 'node:fs/promises';
import type { EngineDone, EngineEvent } from '../../core/engine-events.ts';
import { CONTENT_TYPES, render } from '../../core/subtitles.ts';
import {
  Cue,
  Segment,
  TRANSCRIPT_FORMATS,
  type TranscriptPart,
  type Word,
} from '../../core/transcript.ts';
import { partKey, transcriptKey, type TaskResult, type WorkOrder } from '../../core/work-order.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { download, type Downloaded } from './download.ts';
import type { Engine, EngineOutcome } from './engine.ts';
import { Gathered } from './gathered.ts';
import type { Progress } from './heartbeat.ts';
import type { Lease } from './lease.ts';
import type { Log } from './log.ts';
import { PartWriter } from './part-writer.ts';
import { PartCutter } from './parts.ts';
import { Results } from './results.ts';

const SILENCE_MS = 15_000;

/** Without the event's own fields. */
const SegmentAlone = Segment.strip();
const CueAlone = Cue.strip();

export interface AttemptOptions {
  config: Config;
  order: WorkOrder;
  lease: Lease;
  engine: Engine;
  progress: Progress;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** For what goes wrong beside the main path; ends the attempt through the signal. */
  onTrouble: (error: unknown) => void;
}

export class Attempt {
  readonly #of: AttemptOptions;
  readonly #results: Results;
  readonly #cutter: PartCutter;
  readonly #parts: PartWriter;
  readonly #gathered = new Gathered();
  readonly #claimed = new Date();
  #firstSegment: Date | null = null;

  constructor(of: AttemptOptions) {
    this.#of = of;
    this.#results = new Results(of);
    this.#cutter = new PartCutter(of.clock.now());
    this.#parts = new PartWriter({
      cutter: this.#cutter,
      write: (part) => this.#writePart(part),
      onFailure: of.onTrouble,
      clock: of.clock,
    });
  }

  async run(): Promise<TaskResult> {
    this.#of.engine.listen((event) => this.#hear(event));
    const { audio, file } = await this.#fetchAudio();
    const audioReady = new Date();
    const outcome = await this.#transcribe(file);
    const transcribed = new Date();
    await this.#writeDocuments(outcome.done);
    const phases = {
      booted: new Date(performance.timeOrigin),
      claimed: this.#claimed,
      modelReady: this.#of.engine.modelReady ?? transcribed,
      audioReady,
      firstSegment: this.#firstSegment,
      transcribed,
      written: new Date(),
    };
    return taskResult({ outcome, audio, phases });
  }

  async #fetchAudio(): Promise<{ audio: Downloaded; file: string }> {
    const { config, lease, progress, clock, log, signal } = this.#of;
    const file = `${config.workDir}/audio`;
    await mkdir(config.workDir, { recursive: true });
    const onProgress = () => progress.note();
    const audio = await download({
      lease,
      file,
      onProgress,
      silenceMs: SILENCE_MS,
      clock,
      signal,
    });
    if (config.engineUser) await chown(file, config.engineUser.uid, config.engineUser.gid);
    log.info('The audio is here.', { bytes: audio.bytes });
    return { audio, file };
  }

  async #transcribe(file: string): Promise<EngineOutcome> {
    const { engine, order, log } = this.#of;
    const { language, words, channels } = order.options;
    try {
      const outcome = await engine.transcribe({ audio: file, language, words, channels });
      const { segments, durationSeconds, engine: info } = outcome.done;
      log.info('The audio is transcribed.', { segments, durationSeconds, device: info.device });
      return outcome;
    } finally {
      await rm(file, { force: true });
    }
  }

  #hear(event: EngineEvent): void {
    this.#of.progress.note();
    if (event.event === 'segment') {
      this.#keepSegment(SegmentAlone.parse(event), event.words ?? []);
    } else if (event.event === 'cue') {
      this.#keepCue(CueAlone.parse(event));
    } else if (event.event === 'progress') {
      this.#cutter.addProgress(event);
    }
    this.#parts.wake();
  }

  #keepSegment(segment: Segment, words: readonly Word[]): void {
    this.#firstSegment ??= new Date();
    this.#gathered.addSegment(segment, words);
    this.#cutter.addSegment(segment, words);
  }

  #keepCue(cue: Cue): void {
    this.#gathered.addCue(cue);
    this.#cutter.addCue(cue);
  }

  async #writePart(part: TranscriptPart): Promise<void> {
    const key = partKey(this.#of.order.jobId, part.part);
    await this.#results.put(key, JSON.stringify(part), CONTENT_TYPES.json);
    this.#of.progress.note();
    this.#of.log.info('A part is written.', { part: part.part, segments: part.segments.length });
  }

  /** All four, whatever was asked for: what is stored never has to be converted when it is read. */
  async #writeDocuments(done: EngineDone): Promise<void> {
    const { order, progress, log } = this.#of;
    const whole = this.#gathered.complete(order, done);
    await Promise.all([
      this.#parts.idle(),
      ...TRANSCRIPT_FORMATS.map(async (format) => {
        const key = transcriptKey(order.jobId, format);
        await this.#results.put(key, render(whole, format), CONTENT_TYPES[format]);
        progress.note();
      }),
    ]);
    this.#of.signal.throwIfAborted();
    log.info('The transcript is written.');
  }
}

function taskResult(of: {
  outcome: EngineOutcome;
  audio: Downloaded;
  phases: Record<Exclude<keyof TaskResult['phases'], 'firstSegment'>, Date> & {
    firstSegment: Date | null;
  };
}): TaskResult {
  const { done, seconds } = of.outcome;
  const iso = (date: Date) => date.toISOString();
  return {
    segments: done.segments,
    language: done.language,
    languageProbability: done.languageProbability,
    confidence: done.confidence,
    durationSeconds: done.durationSeconds,
    truncated: done.truncated ?? false,
    engine: done.engine,
    engineSeconds: seconds,
    audio: of.audio,
    phases: {
      booted: iso(of.phases.booted),
      claimed: iso(of.phases.claimed),
      modelReady: iso(of.phases.modelReady),
      audioReady: iso(of.phases.audioReady),
      firstSegment: of.phases.firstSegment && iso(of.phases.firstSegment),
      transcribed: iso(of.phases.transcribed),
      written: iso(of.phases.written),
    },
  };
}
