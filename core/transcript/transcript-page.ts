/** Stretches of a transcript for readers that follow it: while it is made, and once it is published. */
import * as z from 'zod';
import {
  CoverageSpan,
  heldWith,
  onceEach,
  Segment,
  Word,
  Transcript,
  type TranscriptPart,
} from './transcript.ts';

const seconds = z.number().min(0);

/** Fields about the whole recording; the last page has them, as it has the coverage. */
const OF_WHOLE = {
  speakers: true,
  speakersUncertain: true,
  review: true,
  vocabularyReport: true,
} as const;
type OfWhole = keyof typeof OF_WHOLE;

/** What is read of a finished transcript. */
export const PagedTranscript = Transcript.pick({
  ...{ segments: true, words: true, durationSeconds: true, coverage: true },
  ...OF_WHOLE,
});
export type PagedTranscript = z.infer<typeof PagedTranscript>;

export const TranscriptPage = z
  .object({
    part: z
      .int()
      .min(0)
      .describe('The last part that is in this page: `after` of the next request.'),
    segments: z.array(Segment),
    words: z.array(Word).optional(),
    coverage: z
      .array(CoverageSpan)
      .optional()
      .describe('Of the whole recording, with the last part of the finished transcript.'),
    ...Transcript.pick(OF_WHOLE).shape,
    transcribedSeconds: seconds,
    durationSeconds: seconds.nullable(),
    fraction: z.number().min(0).max(1),
    complete: z
      .boolean()
      .describe(
        'Whether these are parts of the finished transcript, which are numbered anew: a reader that sees it turn true begins again after part 0.',
      ),
    more: z.boolean().describe('Whether there is more to be read at once.'),
  })
  .meta({ id: 'TranscriptPage' });
export type TranscriptPage = z.infer<typeof TranscriptPage>;

/** Segments of a part of a finished transcript. */
const PAGE_SEGMENTS = 200;

/**
 * @param known parts in order without a gap: part `after`, if it is known, and those that follow
 * @param more whether another one follows
 */
export function pageOfParts(
  after: number,
  known: readonly TranscriptPart[],
  more: boolean,
): TranscriptPage {
  const before = known[0]?.part === after ? known[0] : undefined;
  const parts = before ? known.slice(1) : known;
  const held = before ? heldWith(before) : parts[0]?.before;
  const words = onceEach(parts, 'words', held?.words);
  const last = known.at(-1);
  return {
    part: parts.at(-1)?.part ?? after,
    segments: onceEach(parts, 'segments', held?.segments),
    ...(words.length > 0 && { words }),
    transcribedSeconds: last?.transcribedSeconds ?? 0,
    durationSeconds: last?.durationSeconds ?? null,
    fraction: last?.fraction ?? 0,
    complete: false,
    more,
  };
}

/** The part after `after` of a finished transcript; without segments if there is none. */
export function pageOfTranscript(transcript: PagedTranscript, after: number): TranscriptPage {
  const { segments, words, durationSeconds, coverage } = transcript;
  const from = after * PAGE_SEGMENTS;
  const page = segments.slice(from, from + PAGE_SEGMENTS);
  const theirs = words && wordsOf(words, [segments.slice(0, from), page]);
  const isLast = from + PAGE_SEGMENTS >= segments.length;
  return {
    part: page.length > 0 ? after + 1 : after,
    segments: page,
    ...(theirs && { words: isLast ? theirs.toLast : theirs.own }),
    ...(isLast && { ...(coverage && { coverage }), ...ofWhole(transcript) }),
    transcribedSeconds: durationSeconds ?? 0,
    durationSeconds,
    fraction: 1,
    complete: true,
    more: !isLast,
  };
}

function ofWhole(transcript: Pick<Transcript, OfWhole>): Pick<Transcript, OfWhole> {
  const { speakers, speakersUncertain, review, vocabularyReport } = transcript;
  return {
    ...(speakers && { speakers }),
    ...(speakersUncertain && { speakersUncertain }),
    ...(review && { review }),
    ...(vocabularyReport && { vocabularyReport }),
  };
}

/**
 * Words follow each other as their segments do, and are spelled with the same letters. Times do not
 * tell: both sides of a call may speak at once.
 */
function wordsOf(words: readonly Word[], [before, page]: readonly [Segment[], Segment[]]) {
  const first = letterIndex(words, lettersIn(before), 0);
  const end = letterIndex(words, lettersIn(page), first);
  return { own: words.slice(first, end), toLast: words.slice(first) };
}

/** Index after the words from `from` on that have so many letters. */
function letterIndex(words: readonly Word[], letters: number, from: number): number {
  let at = from;
  for (let left = letters; left > 0 && at < words.length; at += 1) {
    left -= lettersOf(words[at]?.word ?? '');
  }
  return at;
}

function lettersIn(segments: readonly Segment[]): number {
  return segments.reduce((sum, { text }) => sum + lettersOf(text), 0);
}

function lettersOf(text: string): number {
  return text.replace(/\s+/g, '').length;
}
