import * as z from 'zod';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';
import { WebhookId } from '../../webhooks/webhook-endpoint.ts';
import {
  DEFAULT_OVERLAP_SECONDS,
  OverlapSeconds,
  RotatedWebhook,
} from '../../webhooks/webhook-secret.ts';

export const rotateWebhookOperation = {
  method: 'POST',
  path: '/webhooks/{id}/rotate',
  summary:
    'Gives a webhook a new secret; the old one signs beside it for a while. The id "default" is that of all addresses which are given with jobs.',
  caller: 'admin',
  parameters: z.object({ id: WebhookId }),
  query: z.strictObject({
    overlapSeconds: wholeNumber(OverlapSeconds).default(DEFAULT_OVERLAP_SECONDS),
  }),
  answers: { 200: { means: 'The new secret, shown once.', json: RotatedWebhook } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
