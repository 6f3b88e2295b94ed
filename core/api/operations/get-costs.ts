import * as z from 'zod';
import { Costs, Month } from '../../view/costs-view.ts';
import { JobCursor } from '../job-cursor.ts';
import type { Operation } from '../operation.ts';

export const getCostsOperation = {
  method: 'GET',
  path: '/costs',
  summary: 'Adds up the receipts of your jobs of a month.',
  caller: 'jobs:read',
  query: z.strictObject({
    month: Month.optional().describe('By default this month. A month of UTC, such as 2026-11.'),
    cursor: JobCursor.optional(),
  }),
  answers: { 200: { means: 'What they cost so far.', json: Costs } },
  problems: [],
} as const satisfies Operation;
