/** One read of what a job has, as the access log keeps it: ids and times, no text, no name, no address. */
import * as z from 'zod';
import { SessionId } from '../job/job-session.ts';
import { JobId } from '../base/job-id.ts';
import { LinkId } from './share-link.ts';

/** How long an entry is kept. */
export const ACCESS_LOG_DAYS = 365;

export const AccessKind = z.enum([
  'transcript',
  'redacted-transcript',
  'audio',
  'redacted-audio',
  'analysis',
  'edits',
  'subtitles',
  'findings',
  'redaction-key',
  'session-transcript',
  'redacted-session-transcript',
  'link',
]);
export type AccessKind = z.infer<typeof AccessKind>;

export const AccessEntry = z
  .strictObject({
    at: z.iso.datetime(),
    who: z
      .union([
        z.strictObject({ key: z.string().describe('Prefix of the API key.') }),
        z.strictObject({ link: LinkId }),
      ])
      .describe('The page has a key for each sign-in.'),
    jobId: JobId.optional(),
    sessionId: SessionId.optional(),
    what: AccessKind.describe('`link`: a link was made, which shows it without a key.'),
    format: z.string().optional(),
    version: z
      .string()
      .optional()
      .describe('Of an edited transcript; absent: as it is by default.'),
    as: z
      .literal('signed-url')
      .optional()
      .describe('A signed address was issued; who opens it, and how often, is not known.'),
  })
  .meta({ id: 'AccessEntry' });
export type AccessEntry = z.infer<typeof AccessEntry>;

export const AccessPage = z
  .strictObject({
    entries: z.array(AccessEntry).describe('The newest first.'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'AccessPage' });
