/** What the model for names finds in a transcript (userdata/engine/fast_transcribe/names). */
import * as z from 'zod';
import type { Segment } from '../transcript/transcript.ts';

/** Words of a segment as `wordsOfSegments` gives them; `segment`: its index. `score`: how likely it is a name. */
export const NameSpan = z.object({
  segment: z.int().min(0),
  first: z.int().min(0),
  last: z.int().min(0),
  score: z.number().min(0).max(1),
});
export type NameSpan = z.infer<typeof NameSpan>;

/** What the model reads: the places of words are those of the redaction's tokens. */
export function wordsOfSegments(segments: readonly Pick<Segment, 'text'>[]): string[][] {
  return segments.map(({ text }) => text.match(/\S+/gu) ?? []);
}
