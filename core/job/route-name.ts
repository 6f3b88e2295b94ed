/** The names of the routes by which jobs get their machines: core/machines/routes.ts has what is behind each. */
import * as z from 'zod';

/** Those of this deployment. */
export const ROUTE_NAMES = ['spot'] as const;
export const RouteName = z.literal(ROUTE_NAMES);
export type RouteName = z.infer<typeof RouteName>;

/** What a job without a wish of its own takes. */
export const DEFAULT_ROUTE: RouteName = 'spot';

/** What a request may ask for; the API names more routes than a deployment has. */
export const RequestedRoute = z.enum(['auto', 'spot', 'warm', 'batch', 'sagemaker']);
export type RequestedRoute = z.infer<typeof RequestedRoute>;

/** The route that serves the request; undefined: this deployment has none such. */
export function routeFor(requested: RequestedRoute): RouteName | undefined {
  if (requested === 'auto') return DEFAULT_ROUTE;
  return ROUTE_NAMES.find((name) => name === requested);
}
