import * as z from 'zod';
import type { Operation } from '../operation.ts';
import { EndpointView } from '../../webhooks/webhook-endpoint.ts';

export const listWebhooksOperation = {
  method: 'GET',
  path: '/webhooks',
  summary: 'Lists your registered webhooks, the oldest first, without their secrets.',
  caller: 'jobs:read',
  answers: {
    200: {
      means: 'All of them.',
      json: z.strictObject({ webhooks: z.array(EndpointView) }).meta({ id: 'WebhookList' }),
    },
  },
  problems: [],
} as const satisfies Operation;
