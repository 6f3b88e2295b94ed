/** Writes to the results bucket through the work order's presigned POST, the instance's only access. */
import { openAsBlob } from 'node:fs';
import type { Clock } from './clock.ts';
import { HttpStatusError, isPassing, isRefused } from './http-status.ts';
import type { Lease } from './lease.ts';
import { retrying } from './retry.ts';

const UPLOAD_MS = 60_000;

export class Results {
  readonly #lease: Lease;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(of: { lease: Lease; clock: Clock; signal: AbortSignal }) {
    this.#lease = of.lease;
    this.#clock = of.clock;
    this.#signal = of.signal;
  }

  /** @throws HttpStatusError, or fetch's error, after the last try */
  async put(key: string, text: string, contentType: string): Promise<void> {
    await this.#put(key, new Blob([text], { type: contentType }));
  }

  /** @throws as `put` does */
  async putFile(key: string, path: string, contentType: string): Promise<void> {
    await this.#put(key, await openAsBlob(path, { type: contentType }));
  }

  async #put(key: string, content: Blob): Promise<void> {
    const how = {
      tries: 8,
      firstPauseMs: 200,
      longestPauseMs: 5000,
      clock: this.#clock,
      signal: this.#signal,
      worthAnotherTry: (error: unknown) => this.#worthAnotherTry(error),
    };
    await retrying(how, () => this.#post(key, content));
  }

  async #worthAnotherTry(error: unknown): Promise<boolean> {
    if (isRefused(error)) await this.#lease.renew(this.#signal);
    return isRefused(error) || isPassing(error);
  }

  async #post(key: string, file: Blob): Promise<void> {
    const { results } = await this.#lease.order(this.#signal);
    const form = new FormData();
    for (const [name, value] of Object.entries(results.fields)) form.set(name, value);
    form.set('key', key);
    form.set('Content-Type', file.type);
    // S3 ignores every field after the file.
    form.set('file', file);
    const sent = await encoded(form);
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(UPLOAD_MS)]);
    const answer = await fetch(results.url, { method: 'POST', ...sent, signal });
    await answer.body?.cancel();
    if (!answer.ok) throw new HttpStatusError(answer.status);
  }
}

/**
 * Encodes the form to bytes. Given a form, fetch copies it in a promise that it does not expose;
 * aborting the request rejects that promise, and an unhandled rejection ends the process (undici
 * since 7.20: https://github.com/nodejs/undici/pull/4791).
 */
async function encoded(form: FormData) {
  const holder = new Response(form);
  const type = holder.headers.get('content-type') ?? '';
  return { headers: { 'content-type': type }, body: await holder.bytes() };
}
