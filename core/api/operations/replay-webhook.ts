import * as z from 'zod';
import { ReplayFailed, ReplayedFailed } from '../../webhooks/delivery.ts';
import type { Operation } from '../operation.ts';
import { WebhookId } from '../../webhooks/webhook-endpoint.ts';

export const replayWebhookOperation = {
  method: 'POST',
  path: '/webhooks/{id}/replay',
  summary:
    'Sends again what a webhook did not take since a moment, and enables it if it was disabled. At most 100 at once, and as many as the share of replays of the owner allows: 429 if that is none. The id "default" is that of all addresses which are given with jobs.',
  caller: 'jobs:write',
  parameters: z.object({ id: WebhookId }),
  body: ReplayFailed,
  answers: { 202: { means: 'They are on their way.', json: ReplayedFailed } },
  problems: [],
} as const satisfies Operation;
