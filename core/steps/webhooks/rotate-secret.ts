/** Rotates a webhook's secret; old and new sign during the overlap. */
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { webhookSecretParameter, type Parameters } from '../../aws/parameters.ts';
import { DEFAULT_WEBHOOK, type WebhookId } from '../../webhooks/webhook-endpoint.ts';
import {
  newSecret,
  readSecrets,
  rotated,
  type RotatedWebhook,
} from '../../webhooks/webhook-secret.ts';

/** Thrown during a concurrent rotation: one of the two secrets would be lost. */
export class RotationRunning extends Error {
  constructor() {
    super('The secret of this webhook is being changed at this moment. Try again in a minute.');
    this.name = 'RotationRunning';
  }
}

interface Asked {
  owner: string;
  webhookId: WebhookId;
  overlapSeconds: number;
}

interface RotateSecretPorts {
  endpoints: EndpointStore;
  parameters: Parameters;
  stage: string;
}

/**
 * @returns undefined if there is no such webhook
 * @throws RotationRunning, RotatedTooOften
 */
export async function rotateSecret(
  asked: Asked,
  using: RotateSecretPorts,
): Promise<RotatedWebhook | undefined> {
  const { endpoints } = using;
  const isKnown = asked.webhookId === DEFAULT_WEBHOOK || (await endpoints.find(asked));
  if (!isKnown) return undefined;
  if (!(await endpoints.beginRotation(asked, new Date()))) throw new RotationRunning();
  try {
    return await rotate(asked, using);
  } finally {
    await endpoints.endRotation(asked);
  }
}

async function rotate(
  { owner, webhookId, overlapSeconds }: Asked,
  { parameters, stage }: RotateSecretPorts,
): Promise<RotatedWebhook> {
  const now = new Date();
  const until = new Date(now.getTime() + overlapSeconds * 1000);
  const name = webhookSecretParameter(stage, owner, webhookId);
  const secret = newSecret();
  const stored = await parameters.get(name);
  const secrets =
    stored === undefined
      ? { current: secret, previous: [] }
      : rotated(readSecrets(stored), secret, { now, until });
  await parameters.replaceSecret(name, JSON.stringify(secrets));
  return { webhookId, secret, previousUntil: until.toISOString() };
}
