/** Tries a key with a small request. */
import { answered, api } from '../app/api.ts';
import type { Session } from '../app/session.ts';

/**
 * @throws ApiProblem with the status 401 if the key is not valid, 403 if it may not read
 * @throws NoConnection
 */
export async function checkedKey(apiKey: string): Promise<Session> {
  const { owner } = await answered(
    api.GET('/jobs', {
      params: { query: { limit: 1 } },
      headers: { authorization: `Bearer ${apiKey}` },
    }),
  );
  return { apiKey, owner };
}
