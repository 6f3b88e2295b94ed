import * as z from 'zod';
import { CreateJobRequest } from '../../job/job-request.ts';
import { CreatedJob } from '../../view/created-job.ts';
import type { Operation } from '../operation.ts';

/** Any printable text, per the IETF draft. Source: draft-ietf-httpapi-idempotency-key-header. */
const IdempotencyKey = z
  .string()
  .regex(/^[!-~]([ -~]{0,253}[!-~])?$/, '1 to 255 printable ASCII characters, no space at an end')
  .describe('A repeated request with the same key and body answers the same job, for 24 hours.');

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
