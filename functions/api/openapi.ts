/** GET /openapi.json : the description as it lies in docs/, which every deployment brings with it. */
import { openapiRoute } from '../../core/api/operations/openapi.ts';
import description from '../../docs/openapi.json' with { type: 'json' };
import { openRoute } from '../http/route.ts';

export const handler = openRoute(openapiRoute, () => ({
  status: 200,
  headers: { 'Cache-Control': 'public, max-age=3600' },
  body: description,
}));
