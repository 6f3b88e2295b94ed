/** Where a recording that is read comes from: a job of the owner, or a link that was shared. */
import type { CoverageSpan, Segment, Word } from '../../../core/transcript/transcript.ts';
import { ask } from './ask.ts';

/** A stretch of a transcript: see `?after=` of GET /jobs/{id}/transcript. */
export interface TranscriptPage {
  readonly part: number;
  readonly segments: readonly Segment[];
  readonly words?: readonly Word[];
  readonly coverage?: readonly CoverageSpan[];
  readonly durationSeconds: number | null;
  /** Names that people gave to the speakers, where the text is edited already. */
  readonly speakers?: Readonly<Record<string, string>>;
  readonly complete: boolean;
  readonly more: boolean;
}

export interface AudioAddress {
  readonly url: string;
  readonly expiresAt: string;
}

/** Loudness: base64 of one byte per 1/perSecond s. */
export interface Waveform {
  readonly perSecond: number;
  readonly peaks: string;
}

export interface Source {
  page(after: number): Promise<TranscriptPage>;
  /** @throws ApiProblem with 404 if the sound is not kept, or not shared */
  audio(): Promise<AudioAddress>;
  /** @throws ApiProblem with 404 if there is none */
  waveform(): Promise<Waveform>;
}

export function sourceOfJob(jobId: string): Source {
  const path = `/jobs/${encodeURIComponent(jobId)}`;
  return {
    page: (after) => ask<TranscriptPage>('GET', `${path}/transcript?format=json&after=${after}`),
    audio: () => ask<AudioAddress>('GET', `${path}/audio`),
    waveform: () => ask<Waveform>('GET', `${path}/waveform`),
  };
}
