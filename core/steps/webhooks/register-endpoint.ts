/** Registers an endpoint with a secret of its own, and deletes both. */
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

/** The secret comes first: an endpoint without one could be told nothing. @throws TooManyEndpoints */
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

/** False if there was none; then its secret may still have been there, and is not any more. */
export async function deleteEndpoint(
  endpoint: Pick<WebhookEndpoint, 'owner' | 'webhookId'>,
  { endpoints, parameters, stage }: RegisterEndpointPorts,
): Promise<boolean> {
  const wasThere = await endpoints.remove(endpoint);
  await parameters.remove(webhookSecretParameter(stage, endpoint.owner, endpoint.webhookId));
  return wasThere;
}
