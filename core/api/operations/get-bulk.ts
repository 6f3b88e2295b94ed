import * as z from 'zod';
import { BulkId } from '../../bulk/bulk-id.ts';
import { BulkView } from '../../view/bulk-view.ts';
import type { Operation } from '../operation.ts';

export const getBulkOperation = {
  method: 'GET',
  path: '/bulk/{id}',
  summary: 'Tells how a bulk stands: numbers of its files, its money, and what went wrong.',
  caller: 'jobs:read',
  parameters: z.object({ id: BulkId }),
  answers: { 200: { means: 'The bulk.', json: BulkView } },
  problems: [],
} as const satisfies Operation;
