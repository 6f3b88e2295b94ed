import * as z from 'zod';
import { BulkId } from '../../bulk/bulk-id.ts';
import { BulkView } from '../../view/bulk-view.ts';
import type { Operation } from '../operation.ts';

export const cancelBulkOperation = {
  method: 'POST',
  path: '/bulk/{id}/cancel',
  summary:
    'Cancels a bulk: no file gets a job any more, and its jobs that have not ended are cancelled within 15 minutes.',
  caller: 'jobs:write',
  parameters: z.object({ id: BulkId }),
  answers: { 200: { means: 'The bulk, which comes to its end.', json: BulkView } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
