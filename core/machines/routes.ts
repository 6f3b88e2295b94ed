/** All routes of this deployment. Another one is a folder beside `spot/` and an entry here. */
import type { Job } from '../job/job.ts';
import type { RouteName } from '../job/route-name.ts';
import type { MachineRoute } from './route.ts';
import { spotRoute } from './spot/spot-route.ts';

const ROUTES: Readonly<Record<RouteName, MachineRoute>> = { spot: spotRoute };

export function routeOf({ route }: Pick<Job, 'route'>): MachineRoute {
  return ROUTES[route];
}

/** An instance whose job is unknown may belong to any route. */
export const ALL_ROUTES: readonly MachineRoute[] = Object.values(ROUTES);
