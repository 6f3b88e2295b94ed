/** Requests to routes of the API by their path. */
import { answered, api } from '../app/api.ts';

type Method = 'GET' | 'POST' | 'DELETE';

interface Loose {
  (
    method: string,
    path: string,
    init: { body?: unknown },
  ): Promise<{ data?: unknown; error?: unknown; response: Response }>;
}

/**
 * The data of the answer. The caller names its type: our own API sent it.
 * @throws ApiProblem, NoConnection
 */
export async function ask<Data>(method: Method, path: string, body?: unknown): Promise<Data> {
  const request = api.request as unknown as Loose;
  const init = body === undefined ? {} : { body };
  return (await answered(request(method.toLowerCase(), path, init))) as Data;
}
