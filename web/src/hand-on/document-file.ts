/** A document of a transcript, from the API into the browser's downloads. */
import { API_URL } from '../app/api.ts';
import { ApiProblem, NoConnection } from '../app/api-problem.ts';
import { session } from '../app/session.ts';

/** @throws ApiProblem, NoConnection */
export async function downloadDocument(path: string, filename: string): Promise<void> {
  const answer = await fetched(`${API_URL}${path}`);
  if (!answer.ok) throw ApiProblem.of(await answer.json().catch(() => undefined), answer);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}

/** A large document is at the storage: the answer leads there, without the key. */
async function fetched(url: string): Promise<Response> {
  const key = session.value?.apiKey;
  try {
    return await fetch(
      url,
      key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } },
    );
  } catch {
    throw new NoConnection();
  }
}

/** `interview.mp3` as `interview.srt`. What no file system takes is replaced. */
export function documentName(filename: string, format: string): string {
  const stem = filename
    .replace(/\.[^.]{1,5}$/u, '')
    .replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, '_')
    .trim();
  return `${stem === '' ? 'transcript' : stem}.${format}`;
}
