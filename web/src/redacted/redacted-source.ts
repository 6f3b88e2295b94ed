/** The redacted copy of a job's recording, in place of the original. */
import { answered, api, type Schemas } from '../app/api.ts';
import { ApiProblem } from '../app/api-problem.ts';
import type { Source } from '../read/source.ts';

export type Redaction = Schemas['Redaction'];
export type Found = Schemas['Redacted'];
/** New ones: they are added to those of before. */
export type Decisions = Redaction['decisions'];
export type Transcript = Schemas['Transcript'];

export function redactedSource(jobId: string): Source {
  const path = { id: jobId };
  return {
    page: async () => {
      const params = { path, query: { redacted: 'true' as const } };
      const text = await answered(api.GET('/jobs/{id}/transcript', { params }));
      return { ...(text as Transcript), part: 1, more: false };
    },
    audio: () =>
      answered(
        api.GET('/jobs/{id}/audio', { params: { path, query: { redacted: 'true' as const } } }),
      ),
    // The waveform of the original would show where the tones are not.
    waveform: () =>
      Promise.reject(ApiProblem.of({ code: 'not-found' }, new Response(null, { status: 404 }))),
  };
}

export function redactionOf(jobId: string): Promise<Redaction> {
  return answered(api.GET('/jobs/{id}/redaction', { params: { path: { id: jobId } } }));
}

/** @throws ApiProblem where the original is not kept: then nothing can be made anew */
export function decide(jobId: string, body: Partial<Redaction['decisions']>): Promise<Redaction> {
  const params = { path: { id: jobId } };
  return answered(api.POST('/jobs/{id}/redaction', { params, body }));
}
