/** Options of hearing beyond the text, as a job stores them: what is not asked for is absent. */
import { randomBytes } from 'node:crypto';
import { askedSpeakers } from '../transcript/speakers.ts';
import type { CreateJobRequest } from './job-request.ts';
import type { Job } from './job.ts';

type HeardOptions = Pick<Job, 'speakers' | 'review' | 'vocabulary'>;

export function heardOptions({
  speakers,
  review,
  vocabulary,
}: Partial<Pick<CreateJobRequest, 'speakers' | 'review' | 'vocabulary'>>): HeardOptions {
  return {
    speakers: askedSpeakers(speakers),
    review: review || undefined,
    vocabulary: vocabulary?.length ? vocabulary : undefined,
  };
}

/** A chunk's secret is the session's: what is said in several chunks has one pseudonym. */
export function redactionOf({
  redact,
  session,
}: Partial<Pick<CreateJobRequest, 'redact' | 'session'>>): Pick<Job, 'redact' | 'redactionSecret'> {
  const isOwn = redact !== undefined && session === undefined;
  return { redact, redactionSecret: isOwn ? newRedactionSecret() : undefined };
}

/** 256 bits, as text. */
export function newRedactionSecret(): string {
  return randomBytes(32).toString('base64url');
}
