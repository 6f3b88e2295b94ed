/**
 * Credentials that write this machine's own log streams and nothing else: the log role, taken with the
 * instance's id as session tag, which its trust policy compares with the caller. One call without the
 * SDK's client (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 */
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { HttpStatusError } from './http-status.ts';
import { signedPost } from '../../core/aws/signed-post.ts';

/** The longest that AWS grants to a role taken by another role. */
const LIFE_SECONDS = 3600;
const RENEW_BEFORE_MS = 300_000;
const LONGEST_MS = 5000;

/** The session that the instance takes; renewed in time. */
export function logCredentials(of: {
  url: string;
  region: string;
  role: string;
  /** The instance's own. */
  credentials: AwsCredentialIdentityProvider;
  instanceId: (signal: AbortSignal) => Promise<string>;
}): AwsCredentialIdentityProvider {
  const post = signedPost({ ...of, service: 'sts' });
  let taken: Promise<AwsCredentialIdentity> | undefined;
  return async () => {
    const known = await taken?.catch(() => undefined);
    if (known && (known.expiration?.getTime() ?? 0) > Date.now() + RENEW_BEFORE_MS) return known;
    taken = take();
    return taken;
  };

  async function take(): Promise<AwsCredentialIdentity> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const id = await of.instanceId(signal);
    const answer = await post({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        ...{ Action: 'AssumeRole', Version: '2011-06-15', DurationSeconds: `${LIFE_SECONDS}` },
        ...{ RoleArn: of.role, RoleSessionName: id },
        ...{ 'Tags.member.1.Key': 'instance', 'Tags.member.1.Value': id },
      }).toString(),
      signal,
    });
    if (!answer.ok) throw new HttpStatusError(answer.status);
    return credentialsIn(await answer.text());
  }
}

/** @throws TypeError if the answer has none */
function credentialsIn(xml: string): AwsCredentialIdentity {
  const valueOf = (name: string) => {
    const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
    if (value === undefined) throw new TypeError(`the answer of STS has no ${name}`);
    return value;
  };
  return {
    accessKeyId: valueOf('AccessKeyId'),
    secretAccessKey: valueOf('SecretAccessKey'),
    sessionToken: valueOf('SessionToken'),
    expiration: new Date(valueOf('Expiration')),
  };
}
