/** A tenant: an owner with a key to call the API and a secret to verify our webhooks. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { hashApiKey, keyPrefix, newApiKey, Owner, SCOPES } from '../api-key.ts';
import type { JobStore } from '../aws/job-store.ts';
import { webhookSecretParameter, type Parameters } from '../aws/parameters.ts';

export const Tenant = z.strictObject({
  owner: Owner,
  /** Shown here and never again. */
  apiKey: z.string(),
  webhookSecret: z.string(),
});
export type Tenant = z.infer<typeof Tenant>;

/** Gives an owner a new key. An owner that had a webhook secret keeps it: receivers rely on it. */
export async function createTenant(
  owner: string,
  stage: string,
  stores: { jobs: JobStore; parameters: Parameters },
): Promise<Tenant> {
  const apiKey = newApiKey();
  await stores.jobs.putApiKey(hashApiKey(apiKey), {
    owner: Owner.parse(owner),
    scopes: [...SCOPES],
    prefix: keyPrefix(apiKey),
    createdAt: new Date().toISOString(),
  });
  const webhookSecret = await stores.parameters.keepSecret(
    webhookSecretParameter(stage, owner),
    `whsec_${randomBytes(32).toString('base64')}`,
  );
  return { owner, apiKey, webhookSecret };
}
