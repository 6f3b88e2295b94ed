/**
 * What two jobs must have in common, beside the very same audio, for the transcript of one to be that
 * of the other as well. Named models change; who wants the newest reading of a recording asks with `force`.
 */
import { createHash } from 'node:crypto';
import type { Job } from './job.ts';

/** Results are kept for a year, and table entries go some days late. */
export const RESULTS_KNOWN_MS = 350 * 24 * 3600 * 1000;

type Comparable = Pick<Job, 'owner' | 'model' | 'language' | 'words' | 'channels' | 'track'>;

/**
 * A hash, equal for jobs that could have the same result. The bytes are in it so that audio of another
 * length, which is most audio, is told apart before anybody reads it.
 */
export function fingerprintOf(job: Comparable, bytes: number): string {
  const { owner, model, language, words, channels, track } = job;
  // Without a track, the hash is that of results which are older than this option.
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
