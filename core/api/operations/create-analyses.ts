import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { CreateAnalysesRequest } from '../../job/analyses-request.ts';
import { CreatedJob } from '../../view/created-job.ts';
import { IdempotencyKey } from '../idempotency-key.ts';
import type { Operation } from '../operation.ts';

export const createAnalysesOperation = {
  method: 'POST',
  path: '/jobs/{id}/analyses',
  summary: 'Has the transcript of a job that has ended analysed, by a job of its own.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  headers: z.object({ 'Idempotency-Key': IdempotencyKey.optional() }),
  body: CreateAnalysesRequest,
  answers: {
    202: {
      means:
        'The later job is created, and begins. The analyses are with those of the first one, too.',
      headers: { Location: 'The address of the later job.' },
      json: CreatedJob,
    },
  },
  problems: ['not-in-this-state', 'idempotency-mismatch', 'not-available', 'over-budget'],
} as const satisfies Operation;
