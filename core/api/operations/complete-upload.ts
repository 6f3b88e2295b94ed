import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { CompletedUpload } from '../../view/upload-view.ts';
import type { Operation } from '../operation.ts';

export const completeUploadOperation = {
  method: 'POST',
  path: '/uploads/{id}/complete',
  summary:
    'Puts the parts of an upload together, and the job begins. Asking again changes nothing.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  body: z.strictObject({}).meta({ id: 'CompleteUpload', examples: [{}] }),
  answers: {
    202: {
      means: 'The file is there.',
      headers: { Location: 'The address of the job.' },
      json: CompletedUpload,
    },
  },
  problems: ['not-yet', 'not-in-this-state'],
} as const satisfies Operation;
