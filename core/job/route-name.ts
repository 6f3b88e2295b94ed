/** Names of the routes by which jobs get machines; core/machines/routes.ts maps them. */
import * as z from 'zod';

/** Routes of this deployment. */
export const ROUTE_NAMES = ['spot'] as const;
export const RouteName = z.literal(ROUTE_NAMES);
export type RouteName = z.infer<typeof RouteName>;

/** Route of a job that requests none. */
export const DEFAULT_ROUTE: RouteName = 'spot';

/** Routes that a request may name; a deployment may have fewer. */
export const RequestedRoute = z.enum(['auto', 'spot', 'warm', 'batch', 'sagemaker']);
export type RequestedRoute = z.infer<typeof RequestedRoute>;

/** @returns the route, or undefined if this deployment does not have it */
export function routeFor(requested: RequestedRoute): RouteName | undefined {
  if (requested === 'auto') return DEFAULT_ROUTE;
  return ROUTE_NAMES.find((name) => name === requested);
}
