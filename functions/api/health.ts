/** GET /health : whether the API answers. It asks nothing else, so that it tells only of itself. */
import { healthRoute } from '../../core/api/operations/health.ts';
import { openRoute } from '../http/route.ts';

export const handler = openRoute(healthRoute, () => ({ status: 200, body: { status: 'ok' } }));
