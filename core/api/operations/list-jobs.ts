import * as z from 'zod';
import { Moment } from '../../base/moment.ts';
import { JobStatus } from '../../job/job-status.ts';
import { JobPage } from '../../view/job-view.ts';
import { JobCursor } from '../job-cursor.ts';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';

function isBefore(from: string, to: string): boolean {
  return Date.parse(from) < Date.parse(to);
}

export const listJobsOperation = {
  method: 'GET',
  path: '/jobs',
  summary:
    'Lists your jobs, the newest first. A page may be shorter than its limit and have a next one.',
  caller: 'jobs:read',
  query: z
    .strictObject({
      status: JobStatus.optional(),
      search: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('Part of the file name or of a value in `metadata`, in any case.'),
      from: Moment.optional().describe('Created then or later.'),
      to: Moment.optional().describe('Created before.'),
      cursor: JobCursor.optional(),
      limit: wholeNumber(z.int().min(1).max(100)).default(20),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || isBefore(from, to), {
      path: ['to'],
      message: 'later than "from"',
    }),
  answers: { 200: { means: 'A page of jobs.', json: JobPage } },
  problems: [],
} as const satisfies Operation;
