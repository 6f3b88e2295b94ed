/**
 * Reads audio from S3 and writes documents beside it, with the credentials of a box's operator. Two
 * signed requests in place of the SDK's client, which is a fifth of the agent's bundle.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { S3Object } from '../../../core/audio/audio.ts';
import { HttpStatusError } from '../http-status.ts';
import { ServerProblem } from './problem.ts';

const ANSWER_MS = 60_000;

export interface S3Access {
  /** Of S3 in a region. */
  endpoint: (region: string) => string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
}

interface S3Request {
  method: 'GET' | 'PUT';
  object: S3Object;
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export class S3Audio {
  readonly #of: S3Access;

  constructor(of: S3Access) {
    this.#of = of;
  }

  /** @throws ServerProblem 403, 404, 413 */
  async fetch(
    object: S3Object,
    to: { file: string; maxBytes: number; signal: AbortSignal },
  ): Promise<void> {
    const answer = await this.#ask({ method: 'GET', object, signal: to.signal });
    const bytes = Number(answer.headers.get('content-length') ?? 0);
    if (bytes > to.maxBytes) {
      await answer.body?.cancel();
      throw new ServerProblem(
        'too-large',
        `The object has ${bytes} bytes; ${to.maxBytes} are allowed here, by the server's setting (SPOTSCRIBE_MAX_AUDIO_BYTES) and its free disk.`,
      );
    }
    const content = Readable.fromWeb(answer.body as ReadableStream);
    await pipeline(content, createWriteStream(to.file, { mode: 0o600 }), { signal: to.signal });
  }

  /** @throws ServerProblem 403, 404 */
  async put(object: S3Object, body: string, contentType: string): Promise<void> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const headers = { 'content-type': contentType };
    const answer = await this.#ask({ method: 'PUT', object, headers, body, signal });
    await answer.body?.cancel();
  }

  async #ask(request: S3Request): Promise<Response> {
    let answer = await this.#askIn(this.#of.region, request);
    const region = answer.headers.get('x-amz-bucket-region');
    if (!answer.ok && region && region !== this.#of.region) {
      await answer.body?.cancel();
      answer = await this.#askIn(region, request);
    }
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw problemOf(answer.status, request.method);
  }

  async #askIn(region: string, { method, object, headers, body, signal }: S3Request) {
    const { endpoint, credentials } = this.#of;
    const url = new URL(`${endpoint(region)}/${object.bucket}/${encoded(object.key)}`);
    // S3 takes the path as it is sent, encoded once.
    const signer = new SignatureV4({
      ...{ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false },
    });
    const signed = await signer.sign({
      ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname },
      headers: { host: url.host, ...headers },
      body,
    });
    return fetch(url, {
      ...{ method, headers: signed.headers, signal, redirect: 'manual' },
      ...(body !== undefined && { body }),
    });
  }
}

/** What a refusal means for the caller. */
function problemOf(status: number, method: S3Request['method']): Error {
  if (status === 404) return new ServerProblem('not-found', 'There is no such object or bucket.');
  if (status !== 403) return new HttpStatusError(status);
  return new ServerProblem(
    'no-bucket-rights',
    `The AWS credentials of this machine's operator may not ${method === 'GET' ? 'read' : 'write'} the object. Grant that, or name another one.`,
  );
}

/** RFC 3986, as the signature wants it; slashes stay. */
function encoded(key: string): string {
  return key.split('/').map(encodeSegment).join('/');
}

function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
