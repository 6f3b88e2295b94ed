/**
 * One attempt, from a claimed work order to written results: audio and checkpoint → engine → parts
 * while it works → the four documents. Returns a TaskResult, or throws the attempt's failure.
 */
import { chown, mkdir, rm } from 'node:fs/promises';
import { hasSeveral, shownTracks, type AttemptTracks } from '../../core/audio/tracks.ts';
import type { Waveform } from '../../core/audio/waveform.ts';
import type { EngineDone } from '../../core/transcript/engine-events.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import { attemptRedactedAudioKey } from '../../core/job/redaction-keys.ts';
import type { Redaction } from '../../core/redaction/redact-transcript.ts';
import { CONTENT_TYPES, render } from '../../core/transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS, type SubtitledTranscript } from '../../core/transcript/transcript.ts';
import {
  attemptTracksKey,
  attemptTranscriptKey,
  attemptWaveformKey,
  type TaskResult,
  type WorkOrder,
} from '../../core/job/work-order.ts';
import { FinalSegments } from './analysis/final-segments.ts';
import type { TranscriptListener } from './analysis/transcript-listener.ts';
import { prepareCheckpoint, prepareSpeakers, type Prepared } from './checkpoint.ts';
import type { Clock } from './clock.ts';
import type { CompletionEstimate } from './completion-estimate.ts';
import type { AgentConfig } from './agent-config.ts';
import { download, type Downloaded } from './download.ts';
import type { EngineOutcome } from './engine.ts';
import { engineOptions } from './engine-options.ts';
import { fetchUrl } from './fetch-url.ts';
import type { ActivityCounter } from './heartbeat.ts';
import type { ImageModel } from './image-models.ts';
import type { JobEngine } from './job-engine.ts';
import type { Lease } from './lease.ts';
import type { Log } from './log.ts';
import { fetchModel } from './newer-model.ts';
import { readAhead } from './read-ahead.ts';
import { findNames, type FoundNames } from './found-names.ts';
import {
  asksForCopy,
  asksForNames,
  isOriginalKept,
  redactedCopy,
  withoutWords,
  writeCopy,
  type RedactingOrder,
} from './redacted-copy.ts';
import { ResultStream } from './result-stream.ts';
import { Results } from './results.ts';
import { taskResult } from './task-result.ts';
import { tonedAudio } from './toned-audio.ts';
import type { Transferring } from './transfer.ts';

const SILENCE_MS = 15_000;

/** A machine that shuts down leaves its programs some seconds. */
const HAND_OVER_MS = 10_000;

export interface AttemptOptions {
  config: AgentConfig;
  order: WorkOrder;
  /** Models on the image's disk. */
  models: readonly ImageModel[];
  lease: Lease;
  engine: JobEngine;
  activity: ActivityCounter;
  estimate: CompletionEstimate;
  /** When the machine was there for the job. */
  booted: Date;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Called on errors outside the main path; aborts the attempt through `signal`. */
  onTrouble: (error: unknown) => void;
  /** Hears the transcript while it is made, with words. */
  listener?: TranscriptListener | undefined;
}

export class Attempt {
  readonly #of: AttemptOptions;
  readonly #results: Results;
  readonly #claimed = new Date();
  readonly #listener: TranscriptListener | undefined;
  #stream: ResultStream | undefined;

  constructor(of: AttemptOptions) {
    this.#of = of;
    const { listener } = of;
    this.#listener = listener && this.#findsSpeakers ? new FinalSegments(listener) : listener;
    this.#results = new Results(of);
  }

  async run(): Promise<TaskResult> {
    const { workDir, audioFile } = this.#of.config;
    await mkdir(workDir, { recursive: true });
    try {
      return await this.#run();
    } finally {
      await rm(audioFile, { force: true });
    }
  }

  async #run(): Promise<TaskResult> {
    const [{ audio, audioReady }, prepared, speakers] = await Promise.all([
      this.#fetchAudio(),
      this.#prepareCheckpoint(),
      this.#prepareSpeakers(),
      this.#useModel(),
    ]);
    const stream = this.#openStream(prepared, speakers);
    const outcome = await this.#transcribe(stream);
    const transcribed = new Date();
    this.#listener?.transcriptDone(outcome.done);
    const { tracks } = outcome.done;
    await Promise.all([
      ...[stream.idle(), this.#writeTranscript(stream.complete(outcome.done))],
      ...[this.#writeTracks(tracks), this.#writeWaveform(stream.waveform)],
    ]);
    const phases = {
      booted: this.#of.booted,
      claimed: this.#claimed,
      modelReady: this.#of.engine.modelReady ?? transcribed,
      audioReady,
      firstSegment: stream.firstSegment,
      transcribed,
      written: new Date(),
    };
    return taskResult({ outcome, audio, phases });
  }

  /** Uploads the rest of the checkpoint, after the work has ended. Never rejects. */
  async flushForNextAttempt(): Promise<void> {
    const { lease, clock, log } = this.#of;
    const results = new Results({ lease, clock, signal: AbortSignal.timeout(HAND_OVER_MS) });
    try {
      await this.#stream?.flush(results);
    } catch (error) {
      log.warn('What was transcribed last is not handed over; it is done again.', error);
    }
  }

  async #fetchAudio(): Promise<{ audio: Downloaded; audioReady: Date }> {
    const { audioFile, engineUser } = this.#of.config;
    const { url, bytes: mostBytes, foreign } = this.#of.order.audio;
    const how = { ...this.#transferring(), file: audioFile };
    const audio = foreign
      ? await fetchUrl({ ...how, from: { url, mostBytes, allow: foreign.allow } })
      : await download(how);
    if (engineUser) await chown(audioFile, engineUser.uid, engineUser.gid);
    this.#of.log.info('The audio is here.', { bytes: audio.bytes });
    await this.#of.listener?.onAudio?.(audioFile);
    return { audio, audioReady: new Date() };
  }

  /** The engine has loaded the image's default, or that of the machine's last job. */
  async #useModel(): Promise<void> {
    const { config, engine, order, log } = this.#of;
    if (order.imageModel !== undefined) this.#useImageModel(order.imageModel);
    else if (!order.model) engine.useModel(config.modelFolder);
    if (!order.model) return;
    const { name: model, sha256 } = order.model;
    log.info('Another model than the image has is in force; it is fetched.', { model, sha256 });
    const { modelsFolder } = config;
    const fetching = { ...this.#transferring(), model: order.model, modelsFolder };
    engine.useModel(await fetchModel(fetching));
    log.info('The model is here.', { model, sha256 });
  }

  #useImageModel(sha256: string): void {
    const { models, config, engine, log } = this.#of;
    const model = models.find((one) => one.sha256 === sha256);
    if (!model) {
      throw new JobFailure(
        'AgentCrashed',
        'The work order names a model that this machine image does not have.',
      );
    }
    log.info('The job asks for another model of the image.', { model: model.name, sha256 });
    readAhead(model.folder, config, log);
    engine.useModel(model.folder);
  }

  #transferring(): Transferring {
    const { lease, activity, clock, signal } = this.#of;
    return { lease, onProgress: () => activity.touch(), silenceMs: SILENCE_MS, clock, signal };
  }

  async #prepareCheckpoint(): Promise<Prepared> {
    const { order, activity, log } = this.#of;
    const pieces = order.resume?.checkpoint ?? [];
    const prepared = await prepareCheckpoint({
      ...this.#of,
      pieces,
      onProgress: () => activity.touch(),
    });
    const { windows, seconds } = prepared.known;
    if (windows > 0) log.info('The work goes on where it ended.', { windows, seconds });
    return prepared;
  }

  /** What earlier attempts heard of voices; undefined without diarization. */
  async #prepareSpeakers(): Promise<Prepared | undefined> {
    if (!this.#findsSpeakers) return undefined;
    const { order, activity } = this.#of;
    const pieces = order.resume?.speakers ?? [];
    return prepareSpeakers({ ...this.#of, pieces, onProgress: () => activity.touch() });
  }

  get #findsSpeakers(): boolean {
    return this.#of.order.options.speakers !== undefined;
  }

  #openStream(prepared: Prepared, speakers: Prepared | undefined): ResultStream {
    this.#stream = new ResultStream({
      ...this.#of,
      file: this.#of.config.checkpointFile,
      listener: this.#listener,
      ...{ prepared, speakers },
      partsBefore: this.#of.order.resume?.parts,
      results: this.#results,
    });
    return this.#stream;
  }

  async #transcribe(stream: ResultStream): Promise<EngineOutcome> {
    const { config, engine, order, log } = this.#of;
    const isHeardWordByWord = this.#of.listener !== undefined || asksForCopy(order);
    const words = order.options.words || isHeardWordByWord;
    const asked = engineOptions({ ...order.options, words });
    const [audio, resume] = [config.audioFile, config.checkpointFile];
    const outcome = await engine.transcribe(
      { audio, ...asked, resume, waveform: true },
      {
        onEvent: (event) => stream.onEvent(event),
        onCrash: (crash) => stream.restart(crash),
      },
    );
    const { segments, durationSeconds, engine: info } = outcome.done;
    log.info('The audio is transcribed.', { segments, durationSeconds, device: info.device });
    // Nothing reads it any more; on the disk of a machine with many jobs its room is needed.
    if (!order.redact?.audio) await rm(audio, { force: true });
    return outcome;
  }

  /** With a redacted copy, or that alone where the original is not to be kept. */
  async #writeTranscript(whole: SubtitledTranscript): Promise<void> {
    const { order, log } = this.#of;
    if (!asksForCopy(order)) return this.#writeDocuments(whole);
    const shown = <T extends SubtitledTranscript>(of: T) =>
      order.options.words ? of : withoutWords(of);
    const copy = shown(redactedCopy(whole, order, await this.#findNames(whole, order)));
    await writeCopy(copy, order, this.#results);
    const namesBy = copy.search?.by.join(' and ') ?? 'nothing';
    log.info('The redacted copy is written.', { found: copy.found.length, namesBy });
    if (order.redact.audio) await this.#writeTonedAudio(order, copy);
    await this.#writeDocuments(isOriginalKept(order) ? shown(whole) : copy);
  }

  /** Undefined if names are kept. */
  async #findNames(
    { transcript }: SubtitledTranscript,
    order: RedactingOrder,
  ): Promise<FoundNames | undefined> {
    if (!asksForNames(order)) return undefined;
    const { activity } = this.#of;
    return findNames({ ...this.#of, transcript, onProgress: () => activity.touch() });
  }

  /** The text's copy is of use without it: its failure is only logged. */
  async #writeTonedAudio(order: RedactingOrder, { found }: Redaction): Promise<void> {
    const { config, activity, signal, log } = this.#of;
    try {
      const copy = await tonedAudio({
        ...{ config, found, signal },
        track: order.options.track,
        onProgress: () => activity.touch(),
      });
      await this.#results.putFile(attemptRedactedAudioKey(order), copy, 'audio/mp4');
      await rm(copy, { force: true });
    } catch (error) {
      signal.throwIfAborted();
      log.warn('The redacted copy of the sound could not be made.', error);
    }
  }

  /** All formats, whatever was requested, so that reads never convert. */
  async #writeDocuments(whole: SubtitledTranscript): Promise<void> {
    const { order, activity, log } = this.#of;
    await Promise.all(
      TRANSCRIPT_FORMATS.map(async (format) => {
        const key = attemptTranscriptKey(order, format);
        await this.#results.put(key, render(whole, format), CONTENT_TYPES[format]);
        activity.touch();
      }),
    );
    this.#of.signal.throwIfAborted();
    log.info('The transcript is written.');
  }

  async #writeWaveform(waveform: Waveform | undefined): Promise<void> {
    if (!waveform) return;
    const key = attemptWaveformKey(this.#of.order);
    await this.#results.put(key, JSON.stringify(waveform), CONTENT_TYPES.json);
  }

  /** Written separately: the TaskResult must not contain track titles. */
  async #writeTracks(tracks: EngineDone['tracks']): Promise<void> {
    // A track's title is text of the original.
    if (!hasSeveral(tracks) || !isOriginalKept(this.#of.order)) return;
    const document = { tracks: shownTracks(tracks) } satisfies AttemptTracks;
    const key = attemptTracksKey(this.#of.order);
    await this.#results.put(key, JSON.stringify(document), CONTENT_TYPES.json);
  }
}
