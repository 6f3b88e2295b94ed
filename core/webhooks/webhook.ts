/** One try to deliver a webhook: its signature (Standard Webhooks), and the call. */
import http from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { AddressGuard } from '../base/address-guard.ts';

/** The status of a receiver that wants nothing any more. */
export const GONE = 410;

/** A receiver that takes longer counts as failed. */
const TIMEOUT_MS = 15_000;

/** Thrown when a receiver took too long to answer. */
class TimedOut extends Error {
  constructor(cause: unknown) {
    super(`no answer within ${TIMEOUT_MS / 1000} seconds`, { cause });
    this.name = 'TimedOut';
  }
}

export interface SignedMessage {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/**
 * Signs a message for one try, once with each secret: a receiver that knows any of them can verify it.
 * @param secrets `whsec_` and base64, as the Standard Webhooks specification has it
 */
export function sign(
  { id, url, body }: { id: string; url: string; body: string },
  secrets: readonly string[],
  now: Date,
): SignedMessage {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, now, body));
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': Math.floor(now.getTime() / 1000).toString(),
      'webhook-signature': signatures.join(' '),
      'user-agent': 'spotscribe',
    },
  };
}

export interface WebhookResponse {
  status: number;
  retryAfter: string | undefined;
}

/**
 * Sends a message, on a connection of its own, which is made by the guard's lookup: so the address that
 * was checked is the one that is called, at every try. Redirects are not followed.
 * @throws AddressRefused, or the network's error
 */
export async function send(message: SignedMessage, guard: AddressGuard): Promise<WebhookResponse> {
  const url = guard.check(message.url);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const options: https.RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
    signal: timeout,
    ...(guard.isVouchedFor(url) ? {} : { lookup: guard.lookup }),
  };
  return new Promise((answered, failed) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
      // Only the head counts, and a receiver's answer may be endless.
      response.destroy();
      answered({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
      });
    });
    // Its own error says only that it was aborted.
    request.on('error', (error) => failed(timeout.aborted ? new TimedOut(error) : error));
    request.end(message.body);
  });
}
