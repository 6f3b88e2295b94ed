import { TestedWebhook, TestWebhook } from '../../webhooks/delivery.ts';
import type { Operation } from '../operation.ts';

export const testWebhookOperation = {
  method: 'POST',
  path: '/webhooks/test',
  summary:
    'Sends a sample once, at once, and tells how it went; nothing is kept of it. 429 above the share of tests of the owner: two at once.',
  caller: 'jobs:write',
  body: TestWebhook,
  answers: {
    200: { means: 'It was tried; the answer says what came of it.', json: TestedWebhook },
  },
  problems: ['not-found'],
} as const satisfies Operation;
