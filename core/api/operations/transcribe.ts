import { CreatedJob } from '../../view/created-job.ts';
import type { Operation } from '../operation.ts';
import { TranscribeForm } from '../sent-audio.ts';

export const transcribeOperation = {
  method: 'POST',
  path: '/transcribe',
  summary: 'Transcribes a small file that the request brings. The same file again is the same job.',
  caller: 'jobs:write',
  form: TranscribeForm,
  answers: {
    202: {
      means: 'The job of this file, which may be done already.',
      headers: { Location: 'The address of the job.' },
      json: CreatedJob,
    },
  },
  problems: [],
} as const satisfies Operation;
