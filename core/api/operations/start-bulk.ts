import * as z from 'zod';
import { BulkId } from '../../bulk/bulk-id.ts';
import { CreatedBulk } from '../../view/bulk-view.ts';
import type { Operation } from '../operation.ts';

export const startBulkOperation = {
  method: 'POST',
  path: '/bulk/{id}/start',
  summary: 'Begins a bulk with the files that have come. Those that come later are not in it.',
  caller: 'jobs:write',
  parameters: z.object({ id: BulkId }),
  answers: {
    202: { means: 'It has begun, by this request or an earlier one.', json: CreatedBulk },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
