/** A webhook: its event, its signature (Standard Webhooks), and one try to deliver it. */
import http from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { AddressGuard } from './address-guard.ts';
import type { JobView } from './job-view.ts';
import type { WebhookEvent } from './job-request.ts';

/** A receiver that takes longer counts as failed. */
const TIMEOUT_MS = 15_000;

export interface Delivery {
  url: string;
  /** The same over all tries of one event, so that a receiver can drop repeats. */
  id: string;
  body: string;
  headers: Record<string, string>;
}

/**
 * Signs an event for one try.
 * @param secret `whsec_` and base64, as the Standard Webhooks specification has it
 */
export function sign(
  event: { type: WebhookEvent; url: string; job: JobView },
  secret: string,
  now: Date,
): Delivery {
  const id = `msg_${event.job.jobId}_${event.type.replaceAll('.', '_')}`;
  const body = JSON.stringify({
    type: event.type,
    timestamp: event.job.updatedAt,
    data: event.job,
  });
  return {
    url: event.url,
    id,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': Math.floor(now.getTime() / 1000).toString(),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
      'user-agent': 'spotscribe',
    },
  };
}

/**
 * One try. The connection is made by the guard's own lookup, so the address that was checked is the
 * one that is called; redirects are not followed.
 * @returns the HTTP status
 * @throws AddressRefused, or the network's error
 */
export async function deliver(delivery: Delivery, guard: AddressGuard): Promise<number> {
  const url = guard.check(delivery.url);
  const options: https.RequestOptions = {
    method: 'POST',
    headers: { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.body) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(guard.isVouchedFor(url) ? {} : { lookup: guard.lookup }),
  };
  return new Promise((answered, failed) => {
    const send = url.protocol === 'https:' ? https.request : http.request;
    const request = send(url, options, (response) => {
      // Only the status counts, and a receiver's answer may be endless.
      response.destroy();
      answered(response.statusCode ?? 0);
    });
    request.on('error', failed);
    request.end(delivery.body);
  });
}
