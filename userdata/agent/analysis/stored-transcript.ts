/** A transcript that exists already, read in place of the recording. */
import { Transcript } from '../../../core/transcript/transcript.ts';
import { fetchJson, type Fetching } from './fetch-json.ts';
import type { TranscriptListener } from './transcript-listener.ts';

const MOST_BYTES = 64 * 1024 ** 2;

/** @param url presigned GET of its JSON @throws if it does not come, is too long or has no such shape */
export async function fetchTranscript(
  url: string,
  how: Omit<Fetching, 'mostBytes'>,
): Promise<Transcript> {
  return Transcript.parse(await fetchJson(url, { ...how, mostBytes: MOST_BYTES }));
}

/** Tells it as if it were made now; all words come with the first segment. */
export function retell(transcript: Transcript, listener: TranscriptListener): void {
  const { segments, words = [], language } = transcript;
  for (const [index, segment] of segments.entries()) {
    listener.onSegment(segment, index === 0 ? words : []);
  }
  listener.transcriptDone({ language: language ?? 'auto' });
}
