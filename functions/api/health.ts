/** GET /health : whether the API answers. It asks nothing else, so that it tells only of itself. */
import { healthOperation } from '../../core/api/operations/health.ts';
import { openHandler } from '../http/handler.ts';

export const handler = openHandler(healthOperation, () => ({
  status: 200,
  body: { status: 'ok' },
}));
