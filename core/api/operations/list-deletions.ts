import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { DeletionReceipts } from '../../view/retention-receipt.ts';
import type { Operation } from '../operation.ts';

export const listDeletionsOperation = {
  method: 'GET',
  path: '/jobs/{id}/deletions',
  summary: 'Shows the signed receipts of what the retention of a job has deleted.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'The receipts so far.', json: DeletionReceipts } },
  problems: [],
} as const satisfies Operation;
