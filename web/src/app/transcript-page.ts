/** The transcript of a job, a stretch at a time. */
import { answered, api, type Schemas } from './api.ts';

export type TranscriptPage = Schemas['TranscriptPage'];

/** What follows this part; 0: from the beginning. @throws ApiProblem, NoConnection */
export async function transcriptPage(jobId: string, after: number): Promise<TranscriptPage> {
  const params = { path: { id: jobId }, query: { after } };
  const page = await answered(api.GET('/jobs/{id}/transcript', { params }));
  // Without `after` the same route answers with a whole transcript.
  return page as TranscriptPage;
}
