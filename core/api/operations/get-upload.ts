import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { UploadView } from '../../view/upload-view.ts';
import type { Operation } from '../operation.ts';

export const getUploadOperation = {
  method: 'GET',
  path: '/uploads/{id}',
  summary: 'Shows which parts of an upload are there.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'The upload.', json: UploadView } },
  problems: [],
} as const satisfies Operation;
