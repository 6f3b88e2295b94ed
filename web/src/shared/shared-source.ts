/** The recording of a link. */
import { answered, api, type Schemas } from '../app/api.ts';
import { ApiProblem } from '../app/api-problem.ts';
import type { Source } from '../read/source.ts';

export type SharedTranscript = Schemas['SharedTranscript'];

export function sharedTranscript(token: string): Promise<SharedTranscript> {
  return answered(api.GET('/links/{token}', { params: { path: { token } } }));
}

export function sourceOfLink(token: string, { audio }: SharedTranscript): Source {
  const params = { path: { token } };
  return {
    // The edited text, as one document.
    page: async () => {
      const text = await answered(api.GET('/links/{token}/transcript', { params }));
      return { ...text, part: 1, more: false };
    },
    audio: () => (audio ? answered(api.GET('/links/{token}/audio', { params })) : notShared()),
    waveform: () =>
      audio ? answered(api.GET('/links/{token}/waveform', { params })) : notShared(),
  };
}

/** As the API would answer. */
function notShared(): Promise<never> {
  const answer = new Response(null, { status: 404 });
  return Promise.reject(ApiProblem.of({ code: 'not-found' }, answer));
}
