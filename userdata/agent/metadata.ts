/**
 * Client of the instance metadata service, version 2: one session token, then one text per path
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
 */
import { HttpStatusError } from './http-status.ts';

const ANSWER_MS = 5000;
const TOKEN_SECONDS = 21_600;

export class InstanceMetadata {
  readonly #url: string;
  #token: string | undefined;

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Text below /latest/meta-data; undefined for 404. @throws HttpStatusError */
  async read(path: string, signal: AbortSignal): Promise<string | undefined> {
    this.#token ??= await this.#newToken(signal);
    const headers = { 'x-aws-ec2-metadata-token': this.#token };
    const answer = await this.#ask(`/latest/meta-data/${path}`, { headers }, signal);
    const text = await answer.text();
    if (answer.ok) return text;
    if (answer.status === 404) return undefined;
    // The token may have expired.
    this.#token = undefined;
    throw new HttpStatusError(answer.status);
  }

  /** @throws HttpStatusError */
  async instanceId(signal: AbortSignal): Promise<string> {
    const id = await this.read('instance-id', signal);
    if (id === undefined) throw new HttpStatusError(404);
    return id;
  }

  async #newToken(signal: AbortSignal): Promise<string> {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS.toString() };
    const answer = await this.#ask('/latest/api/token', { method: 'PUT', headers }, signal);
    if (!answer.ok) throw new HttpStatusError(answer.status);
    return answer.text();
  }

  #ask(path: string, request: RequestInit, signal: AbortSignal): Promise<Response> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    return fetch(this.#url + path, { ...request, signal: patience });
  }
}
