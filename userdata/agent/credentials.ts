/**
 * The instance role's credentials, from the instance metadata service. The SDK's own chain asks
 * once and waits one second, and so fails when the service throttles or the machine is busy booting
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html#instancedata-throttling).
 */
import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from './clock.ts';
import { retrying } from './retry.ts';

/** Asks patiently; IMDSv1 is never tried, as our launch template forbids it. Not cached: SDK clients do. */
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
