/**
 * What two jobs must share, beside identical audio, to share a transcript. Named models change over
 * time; `force` asks for a fresh transcription.
 */
import { createHash } from 'node:crypto';
import type { Job } from './job.ts';
import type { TaskResult } from './work-order.ts';

/** Results are kept for a year, and DynamoDB's TTL deletes some days late. */
export const RESULTS_KNOWN_MS = 350 * 24 * 3600 * 1000;

type Comparable = Pick<
  Job,
  | 'owner'
  | 'model'
  | 'language'
  | 'words'
  | 'channels'
  | 'track'
  | 'speakers'
  | 'review'
  | 'vocabulary'
>;

/**
 * Hash of all options that affect the result. It includes the size, so that most different audio is
 * ruled out without reading it.
 */
export function fingerprintOf(job: Comparable, bytes: number): string {
  const { owner, model, language, words, channels, track, speakers, review, vocabulary } = job;
  const isMore = speakers !== undefined || review || vocabulary !== undefined;
  // Without these options the hash equals that of results older than them.
  const of = [
    owner,
    bytes,
    model,
    language,
    words,
    channels,
    ...(track === undefined ? [] : [track]),
    ...(isMore ? [{ speakers, review, vocabulary }] : []),
  ];
  const compared = JSON.stringify(of);
  return createHash('sha256').update(compared).digest('hex');
}

/**
 * Audio as jobs are compared by it. The SHA-256 may be told by the machine that transcribed it, which
 * may name another recording, so S3's own ETag has to be the same too; the size is S3's.
 */
export interface KnownAudio {
  likeness: string;
  sha256: string;
  etag: string;
}

/**
 * Undefined if only the machine knows what it heard: audio from a URL, or jobs without an ETag. And of a
 * job that keeps no original: its transcript is no one else's.
 */
export function knownAudioOf(job: Job, told: TaskResult['audio']): KnownAudio | undefined {
  const { audio, redact } = job;
  if (audio.source === 'url' || audio.etag === undefined) return undefined;
  if (redact?.keepOriginal === false) return undefined;
  const { bytes, etag, sha256 = told.sha256 } = audio;
  return { likeness: fingerprintOf(job, bytes), sha256, etag };
}
