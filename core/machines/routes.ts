/** All routes of this deployment. To add one: a folder beside `spot/` and an entry here. */
import type { Job } from '../job/job.ts';
import type { RouteName } from '../job/route-name.ts';
import type { MachineRoute } from './route.ts';
import { spotRoute } from './spot/spot-route.ts';

const ROUTES: Readonly<Record<RouteName, MachineRoute>> = { spot: spotRoute };

export function routeOf({ route }: Pick<Job, 'route'>): MachineRoute {
  return ROUTES[route];
}

/** For instances whose job is unknown: they may belong to any route. */
export const ALL_ROUTES: readonly MachineRoute[] = Object.values(ROUTES);
