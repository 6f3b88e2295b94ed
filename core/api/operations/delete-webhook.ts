import * as z from 'zod';
import type { Operation } from '../operation.ts';
import { EndpointId } from '../../webhooks/webhook-endpoint.ts';

export const deleteWebhookOperation = {
  method: 'DELETE',
  path: '/webhooks/{id}',
  summary: 'Deletes a registered webhook and its secret; nothing more is sent to it.',
  caller: 'admin',
  parameters: z.object({ id: EndpointId }),
  answers: { 204: { means: 'It is deleted.' } },
  problems: [],
} as const satisfies Operation;
