/** A tenant: an owner with a key to call the API and a secret to verify our webhooks. */
import * as z from 'zod';
import { Owner } from '../../access/api-key.ts';
import type { ApiKeyRegistry } from '../../aws/dynamodb/api-key-registry.ts';
import { webhookSecretParameter, type Parameters } from '../../aws/parameters.ts';
import { issueKey, type NewKey } from './issue-key.ts';
import { newSecret, readSecrets } from '../../webhooks/webhook-secret.ts';

export const Tenant = z.strictObject({
  owner: Owner,
  /** Shown here and never again. */
  apiKey: z.string(),
  webhookSecret: z.string(),
});
export type Tenant = z.infer<typeof Tenant>;

/** Gives an owner a new key. An owner that had a webhook secret keeps it: receivers rely on it. */
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
