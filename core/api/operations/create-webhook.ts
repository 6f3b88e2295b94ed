import type { Operation } from '../operation.ts';
import { CreatedWebhook, CreateWebhook } from '../../webhooks/webhook-endpoint.ts';

export const createWebhookOperation = {
  method: 'POST',
  path: '/webhooks',
  summary: 'Registers an address that is told of all your jobs; its secret is shown once, here.',
  caller: 'admin',
  body: CreateWebhook,
  answers: {
    201: {
      means: 'It is registered, and hears of what happens from now on.',
      json: CreatedWebhook,
    },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
