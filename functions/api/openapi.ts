/** GET /openapi.json : the document in docs/, bundled with every deployment. */
import { openapiOperation } from '../../core/api/operations/openapi.ts';
import { DESCRIBED_API } from '../http/described-api.ts';
import { openHandler } from '../http/handler.ts';

export const handler = openHandler(openapiOperation, () => ({
  status: 200,
  headers: { 'Cache-Control': 'public, max-age=3600' },
  body: DESCRIBED_API,
}));
