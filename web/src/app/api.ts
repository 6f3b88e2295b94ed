/** The HTTP API, which lies beside the page, with its generated types. */
import createClient from 'openapi-fetch';
import type { components, paths } from '../../../client/api-types.ts';
import { ApiProblem, NoConnection } from './api-problem.ts';
import { isKeyRefused, session } from './session.ts';

export type Schemas = components['schemas'];
export type Job = Schemas['Job'];

/** Base of the API's routes, without a trailing slash. */
export const API_URL = new URL('.', location.href).href.replace(/\/$/, '');

export const api = createClient<paths>({ baseUrl: API_URL, fetch: send });

/** Adds the key; asks for another one if the API refuses it. */
async function send(request: Request): Promise<Response> {
  const key = session.value?.apiKey;
  if (key !== undefined) request.headers.set('authorization', `Bearer ${key}`);
  const answer = await reached(request);
  if (answer.status === 401 && key !== undefined && key === session.value?.apiKey) {
    isKeyRefused.value = true;
  }
  return answer;
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
