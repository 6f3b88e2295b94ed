/** One function that answers several routes. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Operation } from '../../core/api/operation.ts';

type RouteHandler<Answer> = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** Finds the handler by the route's key, as API Gateway names it: `GET /jobs/{id}`. */
export function byRoute<Answer>(
  handlers: readonly (readonly [Operation, RouteHandler<Answer>])[],
): RouteHandler<Answer> {
  const known = new Map(
    handlers.map(([{ method, path }, handler]) => [`${method} ${path}`, handler]),
  );
  return async (event, context) => {
    const handler = known.get(event.routeKey);
    if (!handler) throw new TypeError(`no handler for ${event.routeKey}`);
    return handler(event, context);
  };
}
