import * as z from 'zod';
import { AudioUpload } from '../../audio/audio.ts';
import { CreateJobRequest } from '../../job/job-request.ts';
import { CreatedUpload } from '../../view/upload-view.ts';
import { IdempotencyKey } from '../idempotency-key.ts';
import type { Operation } from '../operation.ts';

export const createUploadOperation = {
  method: 'POST',
  path: '/uploads',
  summary:
    'Creates a job whose audio is sent in parts, for large files and connections that break.',
  caller: 'jobs:write',
  headers: z.object({ 'Idempotency-Key': IdempotencyKey.optional() }),
  body: CreateJobRequest.extend({ audio: z.strictObject({ upload: AudioUpload }) }).meta({
    id: 'CreateUpload',
    examples: [{ audio: { upload: { filename: 'interview.mp3', bytes: 31_457_280 } } }],
  }),
  answers: {
    202: {
      means: 'The job is created, and begins when its upload is complete.',
      headers: { Location: 'The address of the upload.' },
      json: CreatedUpload,
    },
  },
  problems: ['idempotency-mismatch', 'not-available', 'over-budget'],
} as const satisfies Operation;
