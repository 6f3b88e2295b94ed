/**
 * Adapter of Service Quotas: two read actions, so that a client package more is not needed.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { signedPost, type SignedPost } from './signed-post.ts';

export interface Quota {
  readonly service: 'ec2' | 'vpc';
  readonly code: string;
}

/** A refusal of Service Quotas; `name` is AWS's code. */
export class ServiceQuotasError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

const TARGET = 'ServiceQuotasV20190624';
const TIMEOUT_MS = 15_000;

const Found = z.object({ Quota: z.object({ Value: z.number() }) });
const Refusal = z.object({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

export class ServiceQuotas {
  private readonly post: SignedPost;

  constructor(region: string, credentials: AwsCredentialIdentityProvider) {
    this.post = signedPost({
      url: endpoint(region),
      service: 'servicequotas',
      region,
      credentials,
    });
  }

  /** Value in the account; AWS's default for a quota that was never applied to it. */
  async value(quota: Quota): Promise<number> {
    try {
      return await this.ask('GetServiceQuota', quota);
    } catch (error) {
      const isDefault =
        error instanceof ServiceQuotasError && error.name === 'NoSuchResourceException';
      if (!isDefault) throw error;
      return this.ask('GetAWSDefaultServiceQuota', quota);
    }
  }

  private async send(request: Omit<Parameters<SignedPost>[0], 'signal'>): Promise<Response> {
    try {
      return await this.post({ ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // fetch tells the reason in its error's cause.
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      throw new ServiceQuotasError('Unreachable', reason);
    }
  }

  private async ask(action: string, { service, code }: Quota): Promise<number> {
    const answer = await this.send({
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${TARGET}.${action}`,
      },
      body: JSON.stringify({ ServiceCode: service, QuotaCode: code }),
    });
    const body: unknown = await answer.json();
    if (answer.ok) return Found.parse(body).Quota.Value;
    const { __type, message, Message } = Refusal.parse(body);
    throw new ServiceQuotasError(__type.replace(/^.*#/, ''), message ?? Message ?? 'no reason');
  }
}

function endpoint(region: string): string {
  const given = process.env['AWS_ENDPOINT_URL_SERVICE_QUOTAS'] ?? process.env['AWS_ENDPOINT_URL'];
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return given ?? `https://servicequotas.${region}.${domain}/`;
}
