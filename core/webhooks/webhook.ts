/** Signs (Standard Webhooks) and sends one webhook request. */
import http from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { AddressGuard } from '../base/address-guard.ts';

/** Status by which a receiver unsubscribes. */
export const GONE = 410;

/** Response timeout. */
const TIMEOUT_MS = 15_000;

/** Thrown when a receiver does not answer in time. */
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
 * Signs a message for one try with every secret: a receiver that knows any of them can verify it.
 * @param secrets `whsec_` and base64, per the Standard Webhooks specification
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
 * Sends a message on its own connection through the guard's lookup, so that the checked address is
 * the one called, at every try. Redirects are not followed.
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
      // Only status and headers matter, and a body may be endless.
      response.destroy();
      answered({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
      });
    });
    // The request's own error only says that it was aborted.
    request.on('error', (error) => failed(timeout.aborted ? new TimedOut(error) : error));
    request.end(message.body);
  });
}
