import * as z from 'zod';
import { DeliveryView } from '../../webhooks/delivery.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const listDeliveriesOperation = {
  method: 'GET',
  path: '/jobs/{id}/deliveries',
  summary: 'Tells what was sent of a job to whom, and how each try went; kept for 30 days.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: {
    200: {
      means: 'All deliveries of the job, the oldest first.',
      json: z.strictObject({ deliveries: z.array(DeliveryView) }).meta({ id: 'DeliveryList' }),
    },
  },
  problems: [],
} as const satisfies Operation;
