/** Calls of an AWS service by its JSON protocol, where a client package more is not needed. */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { signedPost, type SignedPost } from './signed-post.ts';

export interface JsonService {
  /** Beginning of `x-amz-target`. */
  readonly target: string;
  /** Service name in the signature. */
  readonly service: string;
  readonly region: string;
  readonly url: string;
  readonly credentials: AwsCredentialIdentityProvider;
}

/** A refusal of the service, or `Unreachable`; `name` is AWS's code. */
export class JsonApiError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

const TIMEOUT_MS = 15_000;

const Refusal = z.object({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

export class JsonApi {
  private readonly post: SignedPost;
  private readonly target: string;

  constructor({ target, ...service }: JsonService) {
    this.target = target;
    this.post = signedPost(service);
  }

  /** @throws JsonApiError */
  async call(action: string, input: object): Promise<unknown> {
    const answer = await this.send({
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${this.target}.${action}`,
      },
      body: JSON.stringify(input),
    });
    const body: unknown = await answer.json();
    if (answer.ok) return body;
    const { __type, message, Message } = Refusal.parse(body);
    throw new JsonApiError(__type.replace(/^.*#/, ''), message ?? Message ?? 'no reason');
  }

  private async send(request: Omit<Parameters<SignedPost>[0], 'signal'>): Promise<Response> {
    try {
      return await this.post({ ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // fetch tells the reason in its error's cause.
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      throw new JsonApiError('Unreachable', reason);
    }
  }
}
