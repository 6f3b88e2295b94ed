import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT } from '../connection.ts';
import { secondsIso, type Instance } from './instance.ts';
import type { RoleCredentials } from './metadata-server.ts';

const LIFE_SECONDS = 3600;
const RENEW_BEFORE_MS = 15 * 60 * 1000;

/**
 * Mints credentials of an instance's role. As on EC2, the session name is the instance id, so the
 * receiver of a signed call sees which instance made it.
 */
export class RoleCredentialsSource {
  readonly #sts: STSClient;
  readonly #minted = new Map<string, Promise<RoleCredentials>>();

  constructor(sts: STSClient) {
    this.#sts = sts;
  }

  /** @throws if the instance has no profile or STS refuses */
  async for(instance: Instance): Promise<RoleCredentials> {
    const known = await this.#minted.get(instance.id);
    if (known && Date.parse(known.Expiration) - Date.now() > RENEW_BEFORE_MS) return known;
    const fresh = this.#mint(instance);
    this.#minted.set(instance.id, fresh);
    fresh.catch(() => this.#minted.delete(instance.id));
    return fresh;
  }

  async #mint({ id, profile }: Instance): Promise<RoleCredentials> {
    if (!profile) throw new Error(`${id} was launched without an instance profile`);
    const { Credentials: minted } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/${profile.role}`,
        RoleSessionName: id,
        DurationSeconds: LIFE_SECONDS,
      }),
    );
    if (!minted?.AccessKeyId || !minted.SecretAccessKey || !minted.SessionToken) {
      throw new Error(`STS gave no credentials for ${id}`);
    }
    return {
      Code: 'Success',
      LastUpdated: secondsIso(new Date()),
      Type: 'AWS-HMAC',
      AccessKeyId: minted.AccessKeyId,
      SecretAccessKey: minted.SecretAccessKey,
      Token: minted.SessionToken,
      Expiration: secondsIso(minted.Expiration ?? new Date(Date.now() + LIFE_SECONDS * 1000)),
    };
  }
}
