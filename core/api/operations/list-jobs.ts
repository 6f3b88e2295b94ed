import * as z from 'zod';
import { JobStatus } from '../../job/job-status.ts';
import { JobPage } from '../../view/job-view.ts';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';

/** Index key of a page's last job, base64url. Not secret: it only reads the owner's own index. */
const CursorKey = z.strictObject({
  pk: z.string().regex(/^job#(job|drop)-[0-9a-f]{24}$/),
  sk: z.literal('job'),
  listedAs: z.string().regex(/^[\d.:TZ-]{20,30}#(job|drop)-[0-9a-f]{24}$/),
});

/** Characters; ours have less than 200. */
const LONGEST_CURSOR = 500;

const Cursor = z
  .string()
  .max(LONGEST_CURSOR)
  .transform((text, context): z.infer<typeof CursorKey> => {
    try {
      return CursorKey.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf-8')));
    } catch {
      context.addIssue({ code: 'custom', message: 'take it from "nextCursor" of the page before' });
      return z.NEVER;
    }
  })
  .describe('`nextCursor` of the page before.');

export const listJobsOperation = {
  method: 'GET',
  path: '/jobs',
  summary: 'Lists your jobs, the newest first.',
  caller: 'jobs:read',
  query: z.strictObject({
    status: JobStatus.optional(),
    cursor: Cursor.optional(),
    limit: wholeNumber(z.int().min(1).max(100)).default(20),
  }),
  answers: { 200: { means: 'A page of jobs.', json: JobPage } },
  problems: [],
} as const satisfies Operation;
