/**
 * Processes the engine's events: writes parts for readers and checkpoint pieces for a next attempt,
 * and collects everything for the final documents.
 */
import { truncate } from 'node:fs/promises';
import { Waveform } from '../../core/audio/waveform.ts';
import type { EngineDone, EngineEvent } from '../../core/transcript/engine-events.ts';
import { CONTENT_TYPES } from '../../core/transcript/subtitles.ts';
import {
  Cue,
  Segment,
  type PartsSoFar,
  type SubtitledTranscript,
  type TranscriptPart,
  type Word,
} from '../../core/transcript/transcript.ts';
import { checkpointKey, partKey, speakersKey, type WorkOrder } from '../../core/job/work-order.ts';
import type { TranscriptListener } from './analysis/transcript-listener.ts';
import { NOTHING_KNOWN, type Known } from './checkpoint-join.ts';
import { CheckpointUpload, type PutPiece } from './checkpoint-upload.ts';
import type { Prepared } from './checkpoint.ts';
import type { Clock } from './clock.ts';
import type { CompletionEstimate } from './completion-estimate.ts';
import type { ActivityCounter } from './heartbeat.ts';
import type { Log } from './log.ts';
import { PartWriter } from './part-writer.ts';
import { PartCutter } from './parts.ts';
import type { Crash } from './job-engine.ts';
import { isOriginalKept } from './redacted-copy.ts';
import type { Results } from './results.ts';
import { readSpeakersLine, speakersFile } from './speakers-file.ts';
import { TranscriptBuilder } from './transcript-builder.ts';

const JSON_LINES = 'application/x-ndjson';

/** Some five minutes of voices: less is soon heard again, and each upload costs. */
const LEAST_OF_SPEAKERS = 64 * 1024;

/** Drop the event's own fields. */
const SegmentAlone = Segment.strip();
const CueAlone = Cue.strip();
const WaveformAlone = Waveform.strip();

export interface ResultStreamOptions {
  order: WorkOrder;
  /** Path of the engine's checkpoint. */
  file: string;
  prepared: Prepared;
  /** Where the job asks who speaks. */
  speakers?: Prepared | undefined;
  partsBefore: PartsSoFar | undefined;
  results: Results;
  activity: ActivityCounter;
  estimate: CompletionEstimate;
  clock: Clock;
  log: Log;
  /** Aborted when the work is over. */
  signal: AbortSignal;
  /** A failed part ends the attempt: the transcript could not be written either. */
  onTrouble: (error: unknown) => void;
  /** Hears all segments, with words that the job may not have asked for. */
  listener?: TranscriptListener | undefined;
}

export class ResultStream {
  /** Time of the first segment that no earlier engine transcribed. */
  firstSegment: Date | null = null;
  /** Once the engine has heard all. */
  waveform: Waveform | undefined;
  readonly #of: ResultStreamOptions;
  readonly #cutter: PartCutter;
  readonly #parts: PartWriter;
  readonly #upload: CheckpointUpload;
  readonly #speakersUpload: CheckpointUpload | undefined;
  #known: Known;
  #builder: TranscriptBuilder;

  constructor(of: ResultStreamOptions) {
    const { file, clock, log, signal, onTrouble, prepared, speakers } = of;
    this.#of = of;
    this.#builder = this.#newBuilder();
    this.#known = prepared.known;
    this.#cutter = new PartCutter(clock.now(), of.partsBefore);
    this.#parts = new PartWriter({
      cutter: this.#cutter,
      write: (part) => this.#writePart(part),
      onFailure: onTrouble,
      clock,
    });
    this.#upload = new CheckpointUpload({ file, known: prepared.uploaded, log, signal });
    this.#speakersUpload =
      speakers &&
      new CheckpointUpload({
        ...{ file: speakersFile(file), known: speakers.uploaded, read: readSpeakersLine },
        ...{ leastBytes: LEAST_OF_SPEAKERS, log, signal },
      });
    if (prepared.known.windows === 0) of.estimate.record(0, clock.now());
  }

  onEvent(event: EngineEvent): void {
    this.#of.activity.touch();
    this.#builder.add(event);
    if (event.event === 'segment') {
      this.#keepSegment(SegmentAlone.parse(event), event.words ?? []);
    } else if (event.event === 'cue') {
      if (isOriginalKept(this.#of.order)) this.#cutter.addCue(CueAlone.parse(event));
    } else if (event.event === 'final-segment') {
      this.#of.listener?.onFinalSegment?.(SegmentAlone.parse(event), event.words ?? []);
    } else if (event.event === 'speakers' && event.unavailable !== undefined) {
      this.#of.log.warn(`The transcript does not say who speaks. ${event.unavailable}`);
    } else if (event.event === 'waveform') {
      this.waveform = WaveformAlone.parse(event);
    } else if (event.event === 'progress') {
      this.#cutter.addProgress(event);
      const isNew = event.transcribedSeconds > this.#known.seconds;
      if (isNew) this.#of.estimate.record(event.fraction, this.#of.clock.now());
    }
    this.#parts.wake();
    this.#upload.wake(this.#putPiece(this.#of.results, checkpointKey));
    this.#speakersUpload?.wake(this.#putPiece(this.#of.results, speakersKey));
  }

  /** A restarted engine repeats everything, from its checkpoint unless it was refused. */
  async restart({ refused }: Crash): Promise<void> {
    this.#builder = this.#newBuilder();
    this.#cutter.restart();
    this.#of.listener?.restart();
    if (!refused) return;
    await truncate(this.#of.file);
    await this.#upload.restart();
    if (this.#speakersUpload) {
      await truncate(speakersFile(this.#of.file));
      await this.#speakersUpload.restart();
    }
    this.#known = NOTHING_KNOWN;
  }

  /** The complete transcript, with totals from `done`. */
  complete(done: EngineDone): SubtitledTranscript {
    return this.#builder.complete(this.#of.order, done);
  }

  /** Resolves when no part is being written. */
  async idle(): Promise<void> {
    await this.#parts.idle();
  }

  /** Uploads the rest of the checkpoint. @throws if that fails */
  async flush(results: Results): Promise<void> {
    await this.#upload.flush(this.#putPiece(results, checkpointKey));
    await this.#speakersUpload?.flush(this.#putPiece(results, speakersKey));
  }

  #keepSegment(segment: Segment, heard: readonly Word[]): void {
    if (segment.start >= this.#known.seconds) this.firstSegment ??= new Date();
    // A part of a job whose original is not kept says how far the work is, and no text.
    if (isOriginalKept(this.#of.order)) {
      this.#cutter.addSegment(segment, this.#of.order.options.words ? heard : []);
    }
    this.#of.listener?.onSegment(segment, heard);
  }

  /** What is found in the text has its times from words. */
  #newBuilder(): TranscriptBuilder {
    const { options, redact } = this.#of.order;
    return new TranscriptBuilder({ words: options.words || redact !== undefined });
  }

  async #writePart(part: TranscriptPart): Promise<void> {
    const key = partKey(this.#of.order, part.part);
    await this.#of.results.put(key, JSON.stringify(part), CONTENT_TYPES.json);
    this.#of.activity.touch();
    this.#of.log.info('A part is written.', { part: part.part, segments: part.segments.length });
  }

  #putPiece(results: Results, keyOf: typeof checkpointKey): PutPiece {
    const { order } = this.#of;
    return async (firstWindow, text) => {
      await results.put(keyOf(order, firstWindow), text, JSON_LINES);
    };
  }
}
