import * as z from 'zod';
import { DeliveryView } from '../../webhooks/delivery.ts';
import { DeliveryId } from '../../webhooks/delivery-id.ts';
import type { Operation } from '../operation.ts';

export const replayDeliveryOperation = {
  method: 'POST',
  path: '/deliveries/{id}/replay',
  summary:
    'Sends one delivery again, now: the same event, with the same id and body. 409 while it is being sent, 429 above the share of replays of its owner.',
  caller: 'jobs:write',
  parameters: z.object({ id: DeliveryId }),
  answers: { 202: { means: 'It is on its way.', json: DeliveryView } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
