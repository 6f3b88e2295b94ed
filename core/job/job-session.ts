/** A job's place in a session, as it is asked for and stored; core/job/session.ts has the rules. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Moment } from '../base/moment.ts';
import { ChunkIndex, MOST_CHUNKS } from '../transcript/chunk-index.ts';

/** Part of an address, hence these characters. */
export const SessionId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$/,
    '1 to 100 of A-Z a-z 0-9 . _ ~ -, the first no mark',
  );

/** Beyond any recording. */
const MOST_SECONDS = 100 * 24 * 3600;

/** A job's place in its session, as it is stored and shown. */
export const JobSession = z.strictObject({
  id: SessionId,
  index: ChunkIndex,
  count: z.int().min(1).max(MOST_CHUNKS),
  start: z
    .number()
    .min(0)
    .max(MOST_SECONDS)
    .optional()
    .describe(
      'Where the chunk begins, in seconds of the recording. Without it: after the last one.',
    ),
});
export type JobSession = z.infer<typeof JobSession>;

export const RequestedSession = JobSession.extend({
  deadline: Moment.optional().describe(
    'When to combine what is there. Default: 24 hours after the last chunk was sent.',
  ),
}).refine(({ index, count }) => index < count, {
  message: 'the index has to be below the count: they begin with 0',
  path: ['index'],
});
export type RequestedSession = z.infer<typeof RequestedSession>;

/** Name of a session within the deployment: no other owner can name it. */
export const SessionKey = z.string().regex(/^ses-[0-9a-f]{24}$/);

export function sessionKeyOf(owner: string, sessionId: string): string {
  const name = JSON.stringify([owner, sessionId]);
  return `ses-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
