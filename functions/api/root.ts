/** GET / : where a person who opens the API's address in a browser finds out what it is. */
import { rootRoute } from '../../core/api/operations/root.ts';
import { openRoute } from '../http/route.ts';

const TEXT = `spotscribe: transcription of speech, one spot GPU instance for each job.

POST /jobs with an API key starts one. GET /health tells whether the API answers, GET /openapi.json all that it can do.
`;

export const handler = openRoute(rootRoute, () => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: TEXT,
}));
