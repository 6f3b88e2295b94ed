/** GET / : short description for people who open the API's address in a browser. */
import { rootOperation } from '../../core/api/operations/root.ts';
import { openHandler } from '../http/handler.ts';

const TEXT = `spotscribe: transcription of speech, one spot GPU instance for each job.

POST /jobs with an API key starts one. GET /health tells whether the API answers, GET /openapi.json all that it can do.
`;

export const handler = openHandler(rootOperation, () => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: TEXT,
}));
