/** GET /health : whether the API answers. It asks nothing else, so that it tells only of itself. */
import { openRoute } from '../http/route.ts';

export const handler = openRoute(() => ({ status: 200, body: { status: 'ok' } }));
