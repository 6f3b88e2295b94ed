import * as z from 'zod';
import { CreateJobRequest } from '../../job/job-request.ts';
import { CreatedJob } from '../../view/created-job.ts';
import { IdempotencyKey } from '../idempotency-key.ts';
import type { Operation } from '../operation.ts';

export const createJobOperation = {
  method: 'POST',
  path: '/jobs',
  summary: 'Creates a job. A repeated request with the same Idempotency-Key answers the same job.',
  caller: 'jobs:write',
  headers: z.object({ 'Idempotency-Key': IdempotencyKey.optional() }),
  body: CreateJobRequest,
  answers: {
    202: {
      means: 'The job is created, and begins when its audio is there.',
      headers: { Location: 'The address of the job.' },
      json: CreatedJob,
    },
  },
  problems: ['idempotency-mismatch', 'not-available', 'over-budget'],
} as const satisfies Operation;
