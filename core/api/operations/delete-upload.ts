import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const deleteUploadOperation = {
  method: 'DELETE',
  path: '/uploads/{id}',
  summary: 'Cancels an upload that is not complete, with its job, and removes its parts.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  answers: { 204: { means: 'The job is cancelled, and no part is left.' } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
