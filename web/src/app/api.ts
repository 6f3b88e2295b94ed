/** The HTTP API, which lies beside the page, with its generated types. */
import createClient from 'openapi-fetch';
import type { components, paths } from '../../../client/api-types.ts';
import { ApiProblem, NoConnection } from './api-problem.ts';
import { keyAfter, session } from './session.ts';

export type Schemas = components['schemas'];
export type Job = Schemas['Job'];

/** Base of the API's routes, without a trailing slash. */
export const API_URL = new URL('.', location.href).href.replace(/\/$/, '');

export const api = createClient<paths, 'application/json'>({ baseUrl: API_URL, fetch: send });

/** Adds the key. If the API refuses it, the page asks for another, and the request goes on with that. */
async function send(request: Request): Promise<Response> {
  const key = session.value?.apiKey;
  // Signing in tries a key of its own.
  if (key === undefined || request.headers.has('authorization')) return reached(request);
  const again = request.clone();
  const answer = await reached(withKey(request, key));
  if (answer.status !== 401) return answer;
  const next = await keyAfter(key);
  return next === undefined ? answer : reached(withKey(again, next));
}

function withKey(request: Request, key: string): Request {
  request.headers.set('authorization', `Bearer ${key}`);
  return request;
}

async function reached(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new NoConnection();
  }
}

/**
 * The data of an answer.
 * @throws ApiProblem if the API refused the request
 */
export async function answered<Data>(
  asked: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await asked;
  if (!response.ok) throw ApiProblem.of(error, response);
  return data as Data;
}
