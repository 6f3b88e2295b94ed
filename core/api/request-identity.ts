/** What makes two requests the same one: the second is answered with the job of the first. */
import { createHash } from 'node:crypto';
import { RESULTS_KNOWN_MS } from '../job/result-fingerprint.ts';
import type { CreateJobRequest } from '../job/job-request.ts';

const DAY_MS = 24 * 3600 * 1000;

export interface Identifiable {
  request: CreateJobRequest;
  owner: string;
  /** From the header Idempotency-Key, if there was one. */
  idempotencyKey?: string | undefined;
  /** What the audio and its options are: whoever sends the same has the same job. */
  content?: string | undefined;
}

interface RequestIdentity {
  /** Where the job of the first is remembered. */
  key: string;
  /** Of what the first one asked. */
  bodyHash: string;
  keptMs: number;
}

/** Undefined if the request is its own. */
export function identityOf({
  request,
  owner,
  idempotencyKey,
  content,
}: Identifiable): RequestIdentity | undefined {
  if (content !== undefined) {
    const key = hash([owner, 'content', content]);
    return { key, bodyHash: key, keptMs: RESULTS_KNOWN_MS };
  }
  if (idempotencyKey === undefined) return undefined;
  const key = hash([owner, idempotencyKey]);
  return { key, bodyHash: hash(request), keptMs: DAY_MS };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
