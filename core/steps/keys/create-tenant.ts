/** A tenant: an owner with an API key and a webhook secret. */
import * as z from 'zod';
import { Owner } from '../../access/api-key.ts';
import type { ApiKeyRegistry } from '../../aws/dynamodb/api-key-registry.ts';
import { webhookSecretParameter, type Parameters } from '../../aws/parameters.ts';
import { issueKey, type NewKey } from './issue-key.ts';
import { newSecret, readSecrets } from '../../webhooks/webhook-secret.ts';

export const Tenant = z.strictObject({
  owner: Owner,
  /** Shown only once. */
  apiKey: z.string(),
  webhookSecret: z.string(),
});
export type Tenant = z.infer<typeof Tenant>;

/** Issues a new key to an owner. An existing webhook secret is kept, since receivers rely on it. */
export async function createTenant(
  key: NewKey,
  stage: string,
  stores: { keys: ApiKeyRegistry; parameters: Parameters },
): Promise<Tenant> {
  const owner = Owner.parse(key.owner);
  const { apiKey } = await issueKey(key, stores.keys);
  const secrets = await stores.parameters.keepSecret(
    webhookSecretParameter(stage, owner),
    newSecret(),
  );
  return { owner, apiKey, webhookSecret: readSecrets(secrets).current };
}
