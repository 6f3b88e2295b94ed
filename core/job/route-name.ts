/** Names of the routes by which jobs get machines. */
import * as z from 'zod';

/** Pools of machines that take job after job from a queue. */
export const POOL_NAMES = ['batch', 'warm'] as const;
export const PoolName = z.literal(POOL_NAMES);
export type PoolName = z.infer<typeof PoolName>;

/** Routes of this deployment. `spot` launches an instance for each attempt. */
export const ROUTE_NAMES = ['spot', ...POOL_NAMES] as const;
export const RouteName = z.literal(ROUTE_NAMES);
export type RouteName = z.infer<typeof RouteName>;

/** Route of a job before one is chosen for it. */
export const DEFAULT_ROUTE: RouteName = 'spot';

/** Routes that a request may name; a deployment may have fewer. */
export const RequestedRoute = z.enum(['auto', 'spot', 'warm', 'batch', 'sagemaker']);
export type RequestedRoute = z.infer<typeof RequestedRoute>;

/** Whether this deployment has the route. */
export function isAvailable(requested: RequestedRoute): boolean {
  return requested === 'auto' || ROUTE_NAMES.some((name) => name === requested);
}

export function isPool(route: RouteName): route is PoolName {
  return POOL_NAMES.some((name) => name === route);
}
