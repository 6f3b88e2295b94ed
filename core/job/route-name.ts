/** Names of the routes by which jobs get machines. */
import * as z from 'zod';

/** Pools of machines that take job after job from a queue. */
export const POOL_NAMES = ['batch', 'warm'] as const;
export const PoolName = z.literal(POOL_NAMES);
export type PoolName = z.infer<typeof PoolName>;

/**
 * `spot` launches an instance for each attempt; `sagemaker` hands it to an asynchronous endpoint, which
 * only some deployments have.
 */
export const ROUTE_NAMES = ['spot', ...POOL_NAMES, 'sagemaker'] as const;
export const RouteName = z.literal(ROUTE_NAMES);
export type RouteName = z.infer<typeof RouteName>;

/** Route of a job before one is chosen for it. */
export const DEFAULT_ROUTE: RouteName = 'spot';

/** Routes that a request may name; a deployment may have fewer. */
export const RequestedRoute = z.enum(['auto', 'spot', 'warm', 'batch', 'sagemaker']);
export type RequestedRoute = z.infer<typeof RequestedRoute>;

/** What a deployment has beside its own machines. */
export interface DeployedRoutes {
  /** Name of the SageMaker endpoint; empty or absent: none. */
  sagemakerEndpoint?: string;
}

/** Why a request cannot name the route in this deployment, as a sentence; undefined if it can. */
export function whyNotAvailable(
  requested: RequestedRoute,
  { sagemakerEndpoint = '' }: DeployedRoutes,
): string | undefined {
  if (requested !== 'sagemaker' || sagemakerEndpoint !== '') return undefined;
  const others = ROUTE_NAMES.filter((name) => name !== requested);
  return `This deployment does not have the route "${requested}"; use "${others.join('", "')}" or "auto".`;
}

export function isPool(route: RouteName): route is PoolName {
  return POOL_NAMES.some((name) => name === route);
}
