/** Where a recording that is read comes from: a job of the owner, or a link that was shared. */
import { answered, api, type Schemas } from '../app/api.ts';
import { transcriptPage, type TranscriptPage } from '../app/transcript-page.ts';

export type AudioLink = Schemas['AudioLink'];
export type Waveform = Schemas['Waveform'];

/** A stretch of the text. `speakers` are names that people gave, where it is edited already. */
export type TextPage = Pick<
  TranscriptPage,
  | 'part'
  | 'segments'
  | 'words'
  | 'coverage'
  | 'durationSeconds'
  | 'more'
  | 'review'
  | 'vocabularyReport'
> &
  Pick<Schemas['Transcript'], 'speakers'>;

export interface Source {
  /** What follows this part; 0: from the beginning. */
  page(after: number): Promise<TextPage>;
  /** @throws ApiProblem with 404 if the sound is not kept, or not shared */
  audio(): Promise<AudioLink>;
  /** @throws ApiProblem with 404 if there is none */
  waveform(): Promise<Waveform>;
}

export function sourceOfJob(jobId: string): Source {
  const params = { path: { id: jobId } };
  return {
    page: (after) => transcriptPage(jobId, after),
    audio: () => answered(api.GET('/jobs/{id}/audio', { params })),
    waveform: () => answered(api.GET('/jobs/{id}/waveform', { params })),
  };
}
