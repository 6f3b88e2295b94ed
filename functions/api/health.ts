/** GET /health : whether the API answers. It calls no other service, so it reports only itself. */
import { healthOperation } from '../../core/api/operations/health.ts';
import { openHandler } from '../http/handler.ts';

export const handler = openHandler(healthOperation, () => ({
  status: 200,
  body: { status: 'ok' },
}));
