import * as z from 'zod';
import { BulkPage } from '../../view/bulk-view.ts';
import { BulkCursor } from '../bulk-cursor.ts';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';

export const listBulksOperation = {
  method: 'GET',
  path: '/bulk',
  summary: 'Lists your bulks, the newest first. A page may be shorter than its limit.',
  caller: 'jobs:read',
  query: z.strictObject({
    cursor: BulkCursor.optional(),
    limit: wholeNumber(z.int().min(1).max(100)).default(20),
  }),
  answers: { 200: { means: 'A page of bulks.', json: BulkPage } },
  problems: [],
} as const satisfies Operation;
