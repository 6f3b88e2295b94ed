/** A transcript that exists already, read in place of the recording. */
import { Transcript } from '../../../core/transcript/transcript.ts';
import type { Clock } from '../clock.ts';
import { HttpStatusError, isPassing } from '../http-status.ts';
import { retrying } from '../retry.ts';
import { boundedBytes } from './bounded-bytes.ts';
import type { TranscriptListener } from './transcript-listener.ts';

const MOST_BYTES = 64 * 1024 ** 2;
const FETCH_MS = 60_000;

/** @param url presigned GET of its JSON @throws if it does not come, is too long or has no such shape */
export async function fetchTranscript(
  url: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Transcript> {
  const patience = { tries: 8, firstPauseMs: 200, longestPauseMs: 5000 };
  const how = { ...patience, clock, signal, worthAnotherTry: isPassing };
  const bytes = await retrying(how, async () => {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]),
    });
    if (!answer.ok || answer.body === null) throw new HttpStatusError(answer.status);
    return boundedBytes(answer.body, MOST_BYTES);
  });
  return Transcript.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Tells it as if it were made now; all words come with the first segment. */
export function retell(transcript: Transcript, listener: TranscriptListener): void {
  const { segments, words = [] } = transcript;
  for (const [index, segment] of segments.entries()) {
    listener.onSegment(segment, index === 0 ? words : []);
  }
  listener.transcriptDone({ language: transcript.language ?? 'auto' });
}
