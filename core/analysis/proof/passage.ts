/** The part of the transcript that a found quote is read in. */
import type { Evidence, Range } from './evidence.ts';
import { tokensIn } from './lookup/aligned.ts';
import { namedSpeakers } from './names/named-speakers.ts';
import { tellsModel } from './checks/tells-model.ts';
import type { Token } from './text/token.ts';

/**
 * `quoted`: the quoted words. `cited`: the segments that they stand in, whole. `around`: those with
 * their neighbours. `start` of each in the tokens of `around`.
 */
export interface Passage {
  around: readonly Token[];
  quoted: Range;
  cited: Range;
  /** Labels and names of those who speak the cited segments, and of those around them. */
  speakers: readonly string[];
  partners: readonly string[];
  /** Whether words that tell a language model what to write are near. */
  besideInstruction: boolean;
}

/** Segments on either side. */
const BESIDE = 4;

export function passageOf(range: Range, evidence: Evidence): Passage {
  const first = evidence.ownerOf(range.first);
  const last = evidence.ownerOf(range.end - 1);
  const from = evidence.rangeOf(speaks(first - 1, evidence) ? first - 1 : first).first;
  const to = evidence.rangeOf(speaks(last + 1, evidence) ? last + 1 : last).end;
  const relative = (one: Range) => ({ first: one.first - from, end: one.end - from });
  const cited = { first: evidence.rangeOf(first).first, end: evidence.rangeOf(last).end };
  return {
    around: tokensIn({ first: from, end: to }, evidence),
    quoted: relative(range),
    cited: relative(cited),
    speakers: speakersOf(evidence, first, last + 1),
    partners: [
      ...speakersOf(evidence, Math.max(0, first - 1), first),
      ...speakersOf(evidence, last + 1, last + 2),
    ],
    besideInstruction: evidence.segments
      .slice(Math.max(0, first - BESIDE), last + 1 + BESIDE)
      .some(({ text }) => tellsModel(text)),
  };
}

function speakersOf(evidence: Evidence, from: number, to: number): string[] {
  const speakers = namedSpeakers(evidence);
  const labels = evidence.segments.slice(from, to).flatMap(({ speaker }) => speaker ?? []);
  return labels.flatMap((label) => [label, ...(speakers.get(label) ?? [])]);
}

/** A neighbour that tells a language model what to write explains nothing of a claim. */
function speaks(index: number, { segments }: Evidence): boolean {
  const segment = segments[index];
  return segment !== undefined && !tellsModel(segment.text);
}

export function wordsIn({ around }: Passage, { first, end }: Range): readonly Token[] {
  return around.slice(first, end);
}
