import * as z from 'zod';
import { ACCESS_FORMATS } from '../../access/access-documents.ts';
import { AccessPage } from '../../access/access-entry.ts';
import { JobId } from '../../base/job-id.ts';
import { Moment } from '../../base/moment.ts';
import { AccessCursor } from '../access-cursor.ts';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';

export const getAccessLogOperation = {
  method: 'GET',
  path: '/access-log',
  summary:
    'Tells which key or link has read what of your jobs when, the newest first. A page may be shorter than its limit and have a next one.',
  caller: 'jobs:read',
  query: z.strictObject({
    job: JobId.optional(),
    from: Moment.optional().describe('Read then or later.'),
    to: Moment.optional().describe('Read before.'),
    cursor: AccessCursor.optional(),
    limit: wholeNumber(z.int().min(1).max(1000)).default(100),
    format: z.enum(ACCESS_FORMATS).default('json'),
  }),
  answers: {
    200: {
      means: 'A page of reads; the header `next-cursor` is there if there is another one.',
      json: AccessPage,
      text: ['application/jsonl', 'text/csv'],
    },
  },
  problems: [],
} as const satisfies Operation;
