/** Registers an endpoint with its own secret, and deletes both. */
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { webhookSecretParameter, type Parameters } from '../../aws/parameters.ts';
import {
  newEndpointId,
  viewOfEndpoint,
  type CreatedWebhook,
  type CreateWebhook,
  type WebhookEndpoint,
} from '../../webhooks/webhook-endpoint.ts';
import { newSecret } from '../../webhooks/webhook-secret.ts';

interface RegisterEndpointPorts {
  endpoints: EndpointStore;
  parameters: Parameters;
  stage: string;
}

/** Creates the secret first: deliveries cannot be signed without one. @throws TooManyEndpoints */
export async function registerEndpoint(
  request: CreateWebhook,
  owner: string,
  { endpoints, parameters, stage }: RegisterEndpointPorts,
): Promise<CreatedWebhook> {
  const endpoint: WebhookEndpoint = {
    ...request,
    webhookId: newEndpointId(),
    owner,
    createdAt: new Date().toISOString(),
  };
  await endpoints.assertRoom(owner);
  const name = webhookSecretParameter(stage, owner, endpoint.webhookId);
  const secret = await parameters.keepSecret(name, newSecret());
  try {
    await endpoints.create(endpoint);
  } catch (error) {
    await parameters.remove(name);
    throw error;
  }
  return { ...viewOfEndpoint(endpoint), secret };
}

/** @returns false if there was none; a leftover secret is removed in any case */
export async function deleteEndpoint(
  endpoint: Pick<WebhookEndpoint, 'owner' | 'webhookId'>,
  { endpoints, parameters, stage }: RegisterEndpointPorts,
): Promise<boolean> {
  const wasThere = await endpoints.remove(endpoint);
  await parameters.remove(webhookSecretParameter(stage, endpoint.owner, endpoint.webhookId));
  return wasThere;
}
