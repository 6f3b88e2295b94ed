/** Identity of a request: an identical one is answered with the job of the first. */
import { createHash } from 'node:crypto';
import { RESULTS_KNOWN_MS } from '../job/result-fingerprint.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Longer than a message can be in its queue, then among the dead letters, and then redriven. */
const MESSAGES_KNOWN_MS = 60 * DAY_MS;

export interface Identifiable {
  request: object;
  owner: string;
  /** Value of the Idempotency-Key header. */
  idempotencyKey?: string | undefined;
  /** Identifies audio and options: the same content gets the same job. */
  content?: string | undefined;
  message?: RequestMessage | undefined;
}

/** Message of a queue that brought the request: redelivered, it gets the same job. */
export interface RequestMessage {
  /** Identifies it among all messages of its owner. */
  id: string;
  /**
   * As it came: a message may be redelivered to a newer version, whose requests have more fields with
   * defaults.
   */
  body: unknown;
}

interface RequestIdentity {
  /** Key of the stored record. */
  key: string;
  /** Hash of the first request's body. */
  bodyHash: string;
  keptMs: number;
}

/** Undefined if the request is never deduplicated. */
export function identityOf({
  request,
  owner,
  idempotencyKey,
  content,
  message,
}: Identifiable): RequestIdentity | undefined {
  if (content !== undefined) {
    const key = hash([owner, 'content', content]);
    return { key, bodyHash: key, keptMs: RESULTS_KNOWN_MS };
  }
  if (message !== undefined) {
    const key = hash([owner, 'message', message.id]);
    return { key, bodyHash: hash(message.body), keptMs: MESSAGES_KNOWN_MS };
  }
  if (idempotencyKey === undefined) return undefined;
  const key = hash([owner, idempotencyKey]);
  return { key, bodyHash: hash(request), keptMs: DAY_MS };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
