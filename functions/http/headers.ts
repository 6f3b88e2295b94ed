/** What every answer has in its headers, whatever it answers. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type Event = APIGatewayProxyEventV2;

/**
 * For browsers that somebody leads here: they come back by TLS only, take nothing for what it is not
 * called, run and frame nothing of it, and tell no other page where they were. HTTP APIs of API Gateway
 * have no port for plain HTTP.
 */
const FOR_BROWSERS = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What became known about a request while it was handled; its answer tells it, a problem as well. */
const told = new WeakMap<Event, Record<string, string>>();

export function addHeaders(event: Event, headers: Record<string, string>): void {
  told.set(event, { ...told.get(event), ...headers });
}

/** A route's own headers go before these, but for those that tell of the request. */
export function commonHeaders(event: Event): Record<string, string> {
  return { ...FOR_BROWSERS, ...told.get(event), 'x-request-id': event.requestContext.requestId };
}
