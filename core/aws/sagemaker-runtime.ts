/**
 * Adapter of SageMaker's runtime: one action.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { endpointOf } from '../base/config.ts';
import type {
  EndpointRequest,
  EndpointAnswer,
} from '../machines/sagemaker/sagemaker-dispatcher.ts';
import { signedPost } from './signed-post.ts';

/** Client-side timeout, above what the service needs to queue a request. */
const TIMEOUT_MS = 15_000;
const PREFIX = 'x-amzn-sagemaker-';

const Refusal = z.object({ Message: z.string().optional(), message: z.string().optional() });

/** The endpoint has not taken the request, or its answer did not come. */
export class EndpointRefused extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

export class SagemakerRuntime {
  private readonly region: string;
  private readonly credentials: AwsCredentialIdentityProvider;

  constructor(region: string, credentials: AwsCredentialIdentityProvider) {
    this.region = region;
    this.credentials = credentials;
  }

  /** @throws EndpointRefused */
  async invoke(endpoint: string, request: EndpointRequest): Promise<EndpointAnswer> {
    const answer = await this.post(endpoint, request);
    if (!answer.ok) throw await refusalOf(answer);
    const outputLocation = answer.headers.get(`${PREFIX}outputlocation`);
    if (outputLocation === null) throw new EndpointRefused('NoOutput', 'it named no output');
    const failureLocation = answer.headers.get(`${PREFIX}failurelocation`);
    return { outputLocation, ...(failureLocation !== null && { failureLocation }) };
  }

  private async post(endpoint: string, request: EndpointRequest): Promise<Response> {
    const { region, credentials } = this;
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const base = endpointOf('SAGEMAKER_RUNTIME', `https://runtime.sagemaker.${region}.${domain}`);
    const url = new URL(`/endpoints/${endpoint}/async-invocations`, base).href;
    const post = signedPost({ url, service: 'sagemaker', region, credentials });
    const { inputLocation, contentType, customAttributes, inferenceId } = request;
    const headers = {
      [`${PREFIX}inputlocation`]: inputLocation,
      [`${PREFIX}content-type`]: contentType,
      [`${PREFIX}custom-attributes`]: customAttributes,
      [`${PREFIX}inference-id`]: inferenceId,
      [`${PREFIX}requestttlseconds`]: String(request.queueSeconds),
      [`${PREFIX}invocationtimeoutseconds`]: String(request.workSeconds),
    };
    try {
      return await post({ headers, body: '', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      throw new EndpointRefused('Unreachable', reason);
    }
  }
}

async function refusalOf(answer: Response): Promise<EndpointRefused> {
  const code = answer.headers.get('x-amzn-errortype')?.replace(/:.*$/, '') ?? `${answer.status}`;
  const { Message, message } = Refusal.catch({}).parse(await answer.json().catch(() => ({})));
  return new EndpointRefused(code, Message ?? message ?? 'no reason');
}
