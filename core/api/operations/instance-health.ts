import * as z from 'zod';
import { HealthReport } from '../../machines/pool/server-row.ts';
import type { Operation } from '../operation.ts';

export const instanceHealthOperation = {
  method: 'POST',
  path: '/instances/health',
  summary: 'Keeps what a machine of a pool reports, every five seconds, and tells it when to end.',
  caller: 'instance',
  body: HealthReport,
  answers: {
    200: {
      means: 'Kept.',
      json: z.object({
        retire: z.boolean().describe('The machine takes no more jobs, and ends when it has none.'),
      }),
    },
  },
  problems: ['not-found'],
} as const satisfies Operation;
