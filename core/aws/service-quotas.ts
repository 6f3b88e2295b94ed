/**
 * Adapter of Service Quotas: two read actions.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { endpointOf } from '../base/config.ts';
import { JsonApi, JsonApiError } from './json-api.ts';

export interface Quota {
  readonly service: 'ec2' | 'vpc';
  readonly code: string;
}

const Found = z.object({ Quota: z.object({ Value: z.number() }) });

export class ServiceQuotas {
  private readonly api: JsonApi;

  constructor(region: string, credentials: AwsCredentialIdentityProvider) {
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    this.api = new JsonApi({
      target: 'ServiceQuotasV20190624',
      service: 'servicequotas',
      url: endpointOf('SERVICE_QUOTAS', `https://servicequotas.${region}.${domain}/`),
      region,
      credentials,
    });
  }

  /**
   * Value in the account; AWS's default for a quota that was never applied to it.
   * @throws JsonApiError
   */
  async value(quota: Quota): Promise<number> {
    try {
      return await this.ask('GetServiceQuota', quota);
    } catch (error) {
      const isDefault = error instanceof JsonApiError && error.name === 'NoSuchResourceException';
      if (!isDefault) throw error;
      return this.ask('GetAWSDefaultServiceQuota', quota);
    }
  }

  private async ask(action: string, { service, code }: Quota): Promise<number> {
    const answer = await this.api.call(action, { ServiceCode: service, QuotaCode: code });
    return Found.parse(answer).Quota.Value;
  }
}
