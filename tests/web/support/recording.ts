/** A recording whose transcript is done, with its sound, its waveform and what is doubtful in it. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { newJobId } from '../../../core/base/job-id.ts';
import { summariesOf } from '../../../core/analysis/analysis-result.ts';
import type { AnalysisDocument } from '../../../core/analysis/analysis.ts';
import type { Job } from '../../../core/job/job.ts';
import { analysisKey, transcriptKey, waveformKey } from '../../../core/job/work-order.ts';
import { cuesOf } from '../../../core/transcript/cues/cues-of.ts';
import { render } from '../../../core/transcript/subtitles.ts';
import {
  TRANSCRIPT_FORMATS,
  type CoverageSpan,
  type Segment,
  type Transcript,
  type Word,
} from '../../../core/transcript/transcript.ts';
import { aJob } from '../../support/a-job.ts';
import { put } from '../../support/drop.ts';
import { aResult } from '../../support/task-result.ts';
import type { TestCloud } from '../../support/test-cloud.ts';

export interface Said {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly speaker?: string;
  readonly flags?: readonly string[];
  /** Probabilities of words by index; the others have 0.95. */
  readonly unsure?: Readonly<Record<number, number>>;
}

export interface Recording {
  readonly owner: string;
  readonly said: readonly Said[];
  readonly coverage?: readonly CoverageSpan[];
  readonly filename?: string;
  readonly analyses?: AnalysisDocument['analyses'];
  /** What the engine says of it besides. */
  readonly known?: Partial<Pick<Transcript, 'speakers' | 'review' | 'vocabularyReport' | 'flags'>>;
}

/** Two people about a house, with a hole, a doubtful word and a repetition. */
export const TALK: readonly Said[] = [
  { text: 'Mötet börjar klockan nie.', start: 0, end: 2, speaker: 'L', unsure: { 3: 0.2 } },
  { text: 'Vi talar om skolan i dag.', start: 2.3, end: 4.5, speaker: 'L' },
  { text: 'Taket måste lagas före vintern.', start: 5, end: 7.5, speaker: 'R' },
  {
    ...{ text: 'Det kostar det kostar det kostar mycket.', start: 12, end: 15, speaker: 'R' },
    flags: ['repetition'],
  },
  { text: 'Då beslutar vi om skolan.', start: 16, end: 18, speaker: 'L' },
];
export const HOLE: CoverageSpan = { start: 8, end: 11, kind: 'untranscribed', reason: 'no_text' };

/** Returns the id of its job. */
export async function recordingAt(cloud: TestCloud, of: Recording): Promise<string> {
  const jobId = newJobId();
  const durationSeconds = (of.said.at(-1)?.end ?? 0) + 1;
  const key = `uploads/${jobId}/a.wav`;
  const sound = silence(Math.min(durationSeconds, LONGEST_SOUND));
  const bucket = cloud.output('AudioBucketName');
  const audio = { bucket, key, bytes: sound.length };
  await cloud.jobs.create(jobOf(of, { jobId, audio, durationSeconds }));
  await put(cloud, { key, body: sound });
  const words = of.said.flatMap(wordsOf);
  const segments = of.said.map(segmentOf);
  const transcript = transcriptOf(of, { jobId, segments, words, durationSeconds });
  const cues = cuesOf({ segments, words, durationSeconds });
  for (const format of TRANSCRIPT_FORMATS) {
    const body = render({ transcript, cues }, format);
    await putResult(cloud, transcriptKey(jobId, format), body);
  }
  await putResult(cloud, waveformKey(jobId), JSON.stringify(waveformOf(durationSeconds)));
  if (of.analyses) {
    const document = { jobId, complete: true, analyses: of.analyses };
    await putResult(cloud, analysisKey(jobId), JSON.stringify(document));
  }
  return jobId;
}

/** Seconds of the file: a player needs no more than a test hears. */
const LONGEST_SOUND = 60;

interface Known {
  jobId: string;
  audio: { bucket: string; key: string; bytes: number };
  durationSeconds: number;
}

function jobOf(of: Recording, { jobId, audio, durationSeconds }: Known): Job {
  const { owner, filename = 'Möte 4.wav', analyses, known: { flags } = {} } = of;
  return aJob({
    ...{ jobId, owner, status: 'completed', attempt: 1, words: true },
    audio: { source: 'upload', ...audio, filename },
    endedAt: '2026-11-21T12:00:00.000Z',
    result: aResult({ durationSeconds, ...(flags && { flags }) }),
    ...(analyses && {
      analysis: analyses.map(() => ({ preset: 'summary' as const })),
      analyses: summariesOf({ jobId, complete: true, analyses }),
    }),
  });
}

function segmentOf({ text, start, end, speaker, flags = [] }: Said, id: number): Segment {
  return {
    ...{ id, start, end, text, confidence: flags.length > 0 ? 0.6 : 0.95, flags: [...flags] },
    ...(speaker !== undefined && { speaker }),
  };
}

function wordsOf({ text, start, end, unsure = {} }: Said): Word[] {
  const all = text.split(' ');
  const each = (end - start) / all.length;
  return all.map((word, nth) => ({
    ...{ word, start: start + nth * each, end: start + (nth + 1) * each },
    probability: unsure[nth] ?? 0.95,
  }));
}

function transcriptOf(
  { coverage, known: besides }: Recording,
  known: Pick<Transcript, 'jobId' | 'segments' | 'words' | 'durationSeconds'>,
): Transcript {
  return {
    ...known,
    text: known.segments.map(({ text }) => text).join(' '),
    ...{ language: 'sv', languageProbability: 1, confidence: 0.9, model: 'kb-whisper-small' },
    ...{ engine: null, timings: {}, complete: true },
    ...(coverage && { coverage: [...coverage] }),
    ...besides,
  };
}

/** As of speech: louder and quieter. */
function waveformOf(seconds: number): { perSecond: number; peaks: string } {
  const peaks = Array.from({ length: Math.ceil(seconds * 20) }, (_, nth) =>
    Math.round(20 + 200 * Math.abs(Math.sin(nth / 3) * Math.cos(nth / 17))),
  );
  return { perSecond: 20, peaks: Buffer.from(peaks).toString('base64') };
}

async function putResult(cloud: TestCloud, Key: string, Body: string): Promise<void> {
  const Bucket = cloud.output('ResultsBucketName');
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

const RATE = 8000;

/** A WAV file of 8-bit samples. */
function silence(seconds: number): Buffer {
  const samples = Math.ceil(seconds * RATE);
  const file = Buffer.alloc(44 + samples, 128);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples, 40);
  return file;
}
