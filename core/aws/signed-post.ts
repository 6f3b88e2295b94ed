/** POST signed with SigV4, for services without an SDK client here. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';

export interface Service {
  url: string;
  /** Service name in the signature. */
  service: string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
}

export type SignedPost = (request: {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}) => Promise<Response>;

export function signedPost({ url: address, service, region, credentials }: Service): SignedPost {
  const url = new URL(address);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return async ({ headers: given, body, signal }) => {
    const { method, headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, ...given },
      body,
    });
    return fetch(url, { method, headers, body, signal });
  };
}
