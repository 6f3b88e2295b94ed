/** Signs (Standard Webhooks) and sends one webhook request. */
import { Webhook } from 'standardwebhooks';
import type { AddressGuard } from '../base/address-guard.ts';
import { guardedCall, type Call } from '../base/guarded-call.ts';

/** Status by which a receiver unsubscribes. */
export const GONE = 410;

/** Until the response's headers are complete. */
const ANSWER_MS = 15_000;

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
 * Sends a message on its own connection. Redirects are not followed, and the response's body is not
 * read: only status and headers matter, and a body may be endless.
 * @throws AddressRefused, CallFailed
 */
export async function send(
  { url, body, headers }: SignedMessage,
  guard: AddressGuard,
  answerMs = ANSWER_MS,
): Promise<WebhookResponse> {
  const call: Call = {
    url,
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    body,
  };
  return guardedCall(call, { guard, answerMs }, (answer) => ({
    status: answer.status,
    retryAfter: answer.headers['retry-after'],
  }));
}
