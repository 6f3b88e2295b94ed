/** Headers of every answer. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type Event = APIGatewayProxyEventV2;

/**
 * For browsers: HTTPS only, no content sniffing, no scripts or frames, no referrer, no caching. API
 * Gateway's HTTP APIs have no plain HTTP port.
 */
const FOR_BROWSERS = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Headers collected while a request is handled; sent with problems too. */
const told = new WeakMap<Event, Record<string, string>>();

export function addHeaders(event: Event, headers: Record<string, string>): void {
  told.set(event, { ...told.get(event), ...headers });
}

/** Common headers, under a handler's own. */
export function commonHeaders(event: Event): Record<string, string> {
  return { ...FOR_BROWSERS, ...told.get(event), 'x-request-id': event.requestContext.requestId };
}
