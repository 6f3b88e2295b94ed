/**
 * Credentials of the instance role from the metadata service. The SDK's own provider tries once and
 * waits one second, so it fails when the service throttles or the machine is busy booting
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html#instancedata-throttling).
 */
import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from './clock.ts';
import { retrying } from './retry.ts';

/** Retries for up to a minute; IMDSv2 only, as our launch template requires. SDK clients cache the result. */
export function instanceCredentials(clock: Clock): AwsCredentialIdentityProvider {
  const ask = fromInstanceMetadata({ timeout: 5000, maxRetries: 2, ec2MetadataV1Disabled: true });
  return () =>
    retrying(
      {
        tries: 6,
        firstPauseMs: 100,
        longestPauseMs: 2000,
        clock,
        signal: AbortSignal.timeout(60_000),
        worthAnotherTry: () => true,
      },
      () => ask(),
    );
}
