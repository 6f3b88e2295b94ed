import * as z from 'zod';
import { BulkId } from '../../bulk/bulk-id.ts';
import type { Operation } from '../operation.ts';

export const getBulkReportOperation = {
  method: 'GET',
  path: '/bulk/{id}/report',
  summary: 'The report of a bulk that is over: a line for each file, in the order of its list.',
  caller: 'jobs:read',
  parameters: z.object({ id: BulkId }),
  query: z.strictObject({ format: z.enum(['jsonl', 'csv']).default('jsonl') }),
  answers: {
    303: {
      means: 'The report is at the address in Location, for 15 minutes.',
      headers: { Location: 'The signed address of the report.' },
    },
  },
  problems: ['not-yet'],
} as const satisfies Operation;
