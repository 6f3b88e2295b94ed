import * as z from 'zod';
import { CreateBulkRequest } from '../../bulk/bulk-request.ts';
import { CreatedBulk } from '../../view/bulk-view.ts';
import { IdempotencyKey } from '../idempotency-key.ts';
import type { Operation } from '../operation.ts';

export const createBulkOperation = {
  method: 'POST',
  path: '/jobs/bulk',
  summary:
    'Has up to 100,000 files transcribed, each by a job. A repeated request with the same Idempotency-Key answers the same bulk.',
  caller: 'jobs:write',
  headers: z.object({ 'Idempotency-Key': IdempotencyKey.optional() }),
  body: CreateBulkRequest,
  answers: {
    202: {
      means: 'The bulk is created. It begins at once, or when its files have come.',
      headers: { Location: 'The address of the bulk.' },
      json: CreatedBulk,
    },
  },
  problems: ['idempotency-mismatch', 'not-available'],
} as const satisfies Operation;
