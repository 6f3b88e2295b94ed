/**
 * What two jobs must share, beside identical audio, to share a transcript. Named models change over
 * time; `force` asks for a fresh transcription.
 */
import { createHash } from 'node:crypto';
import type { Job } from './job.ts';

/** Results are kept for a year, and DynamoDB's TTL deletes some days late. */
export const RESULTS_KNOWN_MS = 350 * 24 * 3600 * 1000;

type Comparable = Pick<Job, 'owner' | 'model' | 'language' | 'words' | 'channels' | 'track'>;

/**
 * Hash of all options that affect the result. It includes the size, so that most different audio is
 * ruled out without reading it.
 */
export function fingerprintOf(job: Comparable, bytes: number): string {
  const { owner, model, language, words, channels, track } = job;
  // Without a track the hash equals that of results older than this option.
  const of = [
    owner,
    bytes,
    model,
    language,
    words,
    channels,
    ...(track === undefined ? [] : [track]),
  ];
  const compared = JSON.stringify(of);
  return createHash('sha256').update(compared).digest('hex');
}
