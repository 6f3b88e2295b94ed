/** The recording of a link. */
import type { CoverageSpan, Segment, Word } from '../../../core/transcript/transcript.ts';
import { ApiProblem } from '../app/api-problem.ts';
import { ask } from '../read/ask.ts';
import type { AudioAddress, Source, Waveform } from '../read/source.ts';

export interface SharedTranscript {
  readonly filename: string;
  readonly createdAt: string;
  readonly durationSeconds: number | null;
  readonly language: string | null;
  readonly expiresAt: string;
  readonly audio: boolean;
}

/** The edited text as one document. */
interface SharedText {
  readonly segments: readonly Segment[];
  readonly words?: readonly Word[];
  readonly coverage?: readonly CoverageSpan[];
  readonly durationSeconds: number | null;
  /** Names of the speakers, by label. */
  readonly speakers?: Readonly<Record<string, string>>;
}

export function pathOfLink(token: string): string {
  return `/links/${encodeURIComponent(token)}`;
}

export function sourceOfLink(token: string, { audio }: SharedTranscript): Source {
  const path = pathOfLink(token);
  return {
    page: async () => {
      const text = await ask<SharedText>('GET', `${path}/transcript?format=json`);
      return { ...text, part: 1, complete: true, more: false };
    },
    audio: () => (audio ? ask<AudioAddress>('GET', `${path}/audio`) : notShared()),
    waveform: () => (audio ? ask<Waveform>('GET', `${path}/waveform`) : notShared()),
  };
}

/** As the API would answer. */
function notShared(): Promise<never> {
  const answer = new Response(null, { status: 404 });
  return Promise.reject(ApiProblem.of({ code: 'not-found' }, answer));
}
