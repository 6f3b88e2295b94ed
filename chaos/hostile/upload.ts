import * as z from 'zod';
import { ApiError } from '../../client/api-client.ts';
import type { Neighbour } from './neighbour.ts';
import { NICENESS, setNiceness } from './niceness.ts';

const Created = z.object({
  jobId: z.string(),
  upload: z.object({ url: z.url(), headers: z.record(z.string(), z.string()) }),
});

export interface Upload {
  readonly filename: string;
  readonly content: Buffer<ArrayBuffer>;
}

/** Creates a job of its own and uploads its audio. @returns undefined if the API refused the job */
export async function upload(
  neighbour: Neighbour,
  { filename, content }: Upload,
): Promise<string | undefined> {
  const audio = { upload: { filename, bytes: content.length } };
  const answer = await neighbour.ask({ path: '/jobs', json: { audio, force: true } });
  if (answer?.status !== 202) return undefined;
  const { jobId, upload } = Created.parse(JSON.parse(answer.text));
  setNiceness(neighbour.harness, { jobId, niceness: NICENESS.neighbour });
  const { 'content-length': _, ...headers } = upload.headers; // fetch sets it
  const put = await fetch(upload.url, { method: 'PUT', headers, body: content });
  if (!put.ok) throw new ApiError('upload', put.status, await put.text());
  await put.body?.cancel();
  return jobId;
}
