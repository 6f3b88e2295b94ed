/**
 * Combines the transcripts of a recording's chunks into one. Times become those of the recording, and
 * words that two chunks both contain are kept once: the earlier chunk's. Nothing else is dropped.
 */
import { ReportCombiner, withChunkLabels } from './combine-reports.ts';
import { MOST_TOKENS, runAtSeam, sameInOverlap, type Pair } from './seam.ts';
import type { CombinedChunk, SessionTranscript } from './session-transcript.ts';
import { normalised, placesIn, tokensOf, type Token } from './tokens.ts';
import { textOf } from './transcript.ts';
import type { CoverageSpan, Cue, Segment, Transcript, Word } from './transcript.ts';

export interface Chunk {
  index: number;
  /** Where it begins in the recording, in seconds; if it is unknown, it follows the chunk before. */
  start?: number | undefined;
  transcript: Transcript;
  cues: readonly Cue[];
}

export type Combined = Omit<SessionTranscript, 'sessionId' | 'count' | 'missing' | 'complete'>;

/** A segment with its words; `group` is compared with the same group only. */
interface Spoken {
  segment: Segment;
  words: Word[];
  group: string;
}

interface PlacedToken extends Token {
  /** Which of the segments it belongs to. */
  of: number;
}

/** Compared over this time, in seconds, if no start is given: an overlap is a few seconds long. */
const TAIL_SECONDS = 120;
/** Reading starts of two chunks differ by so much, in seconds, from where they are. */
const SLACK = 1;
/** The shortest cue that two overlapping ones leave to each other, in seconds. */
const LEAST_CUE = 0.2;

export class ChunkCombiner {
  private readonly spoken: Spoken[] = [];
  private readonly cues: Cue[] = [];
  private readonly chunks: CombinedChunk[] = [];
  private readonly coverage: CoverageSpan[] = [];
  private readonly flags = new Set<string>();
  private readonly reports = new ReportCombiner();
  private hasCoverage = true;
  private hasWords = false;
  private end = 0;

  /** Chunks in the order of their indexes. */
  add({ index, start, transcript: unlabelled, cues }: Chunk): void {
    const transcript = withChunkLabels(unlabelled, index);
    const own = spokenOf(transcript);
    const areTimesKnown = transcript.words !== undefined;
    const seam = start === undefined ? this.seamOf(own) : { at: start, pairs: undefined };
    const placed = own.map((one) => shifted(one, seam.at));
    const pairs = seam.pairs ?? this.pairsAt(seam.at, placed, areTimesKnown);
    const kept = this.without(placed, pairs);
    for (const one of kept) this.spoken.push(one);
    this.addCues(
      cues.map((cue) => moved(cue, seam.at)),
      pairs,
    );
    this.addCoverage(transcript, seam.at);
    this.reports.add(transcript, { at: seam.at, dropped: pairs.map(({ b }) => b) });
    for (const flag of transcript.flags ?? []) this.flags.add(flag);
    this.hasWords ||= areTimesKnown;
    this.end = Math.max(this.end, seam.at + lengthOf(transcript));
    this.chunks.push({
      ...{ index, jobId: transcript.jobId, start: rounded(seam.at) },
      ...(start === undefined && { isEstimated: true as const }),
      durationSeconds: transcript.durationSeconds,
      overlapWords: pairs.length,
      ...{ language: transcript.language, model: transcript.model },
    });
  }

  /** What has been added so far. */
  result(): { transcript: Combined; cues: readonly Cue[] } {
    const ordered = this.spoken.toSorted((a, b) => a.segment.start - b.segment.start);
    const segments = ordered.map(({ segment }, id) => ({ ...segment, id }));
    const words = ordered.flatMap((one) => one.words);
    const languages = this.chunks.map(({ language }) => language);
    const transcript: Combined = {
      text: textOf(segments),
      language: same(languages) ?? null,
      languageProbability: null,
      durationSeconds: this.chunks.length === 0 ? null : rounded(this.end),
      confidence: confidenceOf(segments),
      segments,
      ...(this.hasWords && { words }),
      model: this.chunks[0]?.model ?? '',
      ...(this.hasCoverage && { coverage: this.coverage }),
      ...(this.flags.size > 0 && { flags: [...this.flags].slice(0, MOST_FLAGS) }),
      ...this.reports.result(),
      chunks: this.chunks,
    };
    return { transcript, cues: apart(this.cues) };
  }

  /** Where a chunk without a start begins, by the words that it shares with the one before. */
  private seamOf(own: readonly Spoken[]): { at: number; pairs: Shared[] } {
    const before = this.tokensAfter(this.end - TAIL_SECONDS);
    const here = flat(own).filter(({ start }) => start < TAIL_SECONDS);
    const pairs = runAtSeam(before, here).map((pair) => shared(pair, before, here));
    if (pairs.length === 0) return { at: this.end, pairs };
    const differences = pairs.map(({ a, b }) => a.start - b.start).sort((x, y) => x - y);
    const at = Math.max(0, differences[Math.floor(differences.length / 2)] ?? this.end);
    return { at, pairs: pairs.map(({ a, b }) => ({ a, b: moved(b, at) })) };
  }

  private pairsAt(at: number, placed: readonly Spoken[], areTimesKnown: boolean): Shared[] {
    const overlap = this.end - at;
    if (overlap <= 0) return [];
    const isKnown = areTimesKnown && this.hasWords;
    const before = this.tokensAfter(at - SLACK);
    const here = flat(placed).filter(({ start }) => start < this.end + SLACK);
    const groups = new Set(placed.map(({ group }) => group));
    return [...groups].flatMap((group) => {
      const a = before.filter(({ of }) => this.spoken[of]?.group === group).slice(-MOST_TOKENS);
      const b = here.filter(({ of }) => placed[of]?.group === group).slice(0, MOST_TOKENS);
      const pairs = sameInOverlap(a, b, { overlap, areTimesKnown: isKnown });
      return pairs.map((pair) => shared(pair, a, b));
    });
  }

  /** Words so far that end after a moment. */
  private tokensAfter(moment: number): PlacedToken[] {
    // Only the end of a long recording is looked at.
    let from = this.spoken.length;
    while (from > 0 && (this.spoken[from - 1]?.segment.end ?? 0) > moment) from -= 1;
    const tokens = flat(this.spoken.slice(from)).map((token) => ({
      ...token,
      of: token.of + from,
    }));
    return tokens.filter(({ end }) => end > moment);
  }

  private without(placed: readonly Spoken[], pairs: readonly Shared[]): Spoken[] {
    const moments = new Map<string, number>();
    return placed.flatMap((one, nth) => {
      const dropped = pairs.filter(({ b }) => b.of === nth);
      const after = moments.get(one.group) ?? 0;
      moments.set(one.group, Math.max(after, ...dropped.map(({ a }) => a.end)));
      const isChanged = dropped.length > 0 || one.segment.start < after;
      return isChanged ? remainder(one, dropped, after) : [one];
    });
  }

  private addCues(cues: readonly Cue[], pairs: readonly Shared[]): void {
    const left = [...pairs];
    // The end of the last word that both have, in cues so far.
    let after = 0;
    for (const cue of cues) {
      const less = left.length === 0 ? { lines: cue.lines, after } : lessOf(cue, left, after);
      after = less.after;
      if (less.lines.length === 0) continue;
      const start = Math.max(cue.start, after);
      this.cues.push({ start, end: Math.max(start, cue.end), lines: less.lines });
    }
  }

  private addCoverage({ coverage }: Transcript, at: number): void {
    this.hasCoverage &&= coverage !== undefined;
    const covered = this.coverage.at(-1)?.end ?? 0;
    if (rounded(at) > covered) {
      const gap = { start: covered, end: rounded(at), kind: 'untranscribed' } as const;
      this.coverage.push({ ...gap, reason: 'no_chunk' });
    }
    for (const span of coverage ?? []) {
      const moment = this.coverage.at(-1)?.end ?? 0;
      const end = rounded(span.end + at);
      if (end > moment) this.coverage.push({ ...span, start: moment, end });
    }
  }
}

/** The contract's limit of a transcript's flags. */
const MOST_FLAGS = 16;

/** One word in the earlier and in the later chunk. */
interface Shared {
  a: PlacedToken;
  b: PlacedToken;
}

function shared({ a, b }: Pair, before: readonly PlacedToken[], here: readonly PlacedToken[]) {
  const [one, other] = [before[a], here[b]];
  if (!one || !other) throw new TypeError('a pair names a word that is not there');
  return { a: one, b: other };
}

/** Segments in order, each with its words: the engine gives them in the order of segments. */
function spokenOf({ segments, words = [] }: Transcript): Spoken[] {
  let next = 0;
  return segments.map((segment, nth) => {
    const from = next;
    let letters = normalised(segment.text).length;
    const isLast = nth === segments.length - 1;
    for (let word = words[next]; word && (letters > 0 || isLast); word = words[next]) {
      letters -= normalised(word.word).length;
      next += 1;
    }
    return { segment, words: words.slice(from, next), group: groupOf(segment) };
  });
}

/** The two channels of a call, whose words interleave; other speakers are named by each chunk anew. */
function groupOf({ speaker = '' }: Segment): string {
  return speaker === 'L' || speaker === 'R' ? speaker : '';
}

function flat(spoken: readonly Spoken[]): PlacedToken[] {
  return spoken.flatMap(({ segment, words }, of) =>
    tokensOf(segment, words).map((token) => ({ ...token, of })),
  );
}

/** What of a segment the chunk before does not have: one piece for each part between. */
function remainder(
  { segment, words, group }: Spoken,
  dropped: readonly Shared[],
  notBefore: number,
): Spoken[] {
  const gone = new Map(dropped.map((pair) => [pair.b.from, pair.a]));
  const left = [...words];
  const pieces: Piece[] = [];
  let current: Piece | undefined;
  // The end of the last word that both have.
  let after = notBefore;
  for (const token of tokensOf(segment, words)) {
    const at = left.findIndex(({ word }) => normalised(word) === token.norm);
    const inEarlier = gone.get(token.from);
    if (inEarlier) {
      if (at >= 0) left.splice(at, 1);
      current = undefined;
      after = Math.max(after, inEarlier.end);
      continue;
    }
    const own = at < 0 ? [] : left.splice(0, at + 1);
    if (!current) pieces.push((current = { tokens: [], words: [], after }));
    current.tokens.push(token);
    current.words.push(...own);
  }
  pieces.at(-1)?.words.push(...left);
  return pieces.map((piece) => spokenIn(piece, { segment, group }));
}

interface Piece {
  tokens: Token[];
  words: Word[];
  after: number;
}

function spokenIn(
  { tokens, words, after }: Piece,
  { segment, group }: Pick<Spoken, 'segment' | 'group'>,
): Spoken {
  const text = tokens.map(({ from, to }) => segment.text.slice(from, to)).join('');
  const not = (moment: number) => rounded(Math.max(moment, after));
  const start = not(tokens[0]?.start ?? segment.start);
  const end = Math.max(start, not(tokens.at(-1)?.end ?? segment.end));
  const later = words.map((word) => ({ ...word, start: not(word.start), end: not(word.end) }));
  return { segment: { ...segment, text: text.trim(), start, end }, words: later, group };
}

/**
 * The lines of a cue without words that the chunk before has; each is taken out of `left` once.
 * `after`: the end of the last one before what remains.
 */
function lessOf(cue: Cue, left: Shared[], before: number): { lines: string[]; after: number } {
  let after = before;
  let hasBegun = false;
  const lines = cue.lines.map((line) => {
    const kept = placesIn(line).filter(({ norm }) => {
      const at = left.findIndex(({ b }) => b.norm === norm && isDuring(b, cue));
      const [gone] = at < 0 ? [] : left.splice(at, 1);
      if (gone && !hasBegun) after = Math.max(after, gone.a.end);
      hasBegun ||= !gone;
      return !gone;
    });
    return kept.map(({ from, to }) => line.slice(from, to)).join('');
  });
  const trimmed = lines.map((line) => line.trim());
  return { lines: trimmed.filter((line) => normalised(line) !== ''), after };
}

/** Cues are laid out by the times of words, and may begin a little before or last longer. */
function isDuring({ start, end }: Token, cue: Cue): boolean {
  return start < cue.end + SLACK && end > cue.start - SLACK;
}

/** No two at a time: of two cues at a seam, the earlier one ends when the later one begins. */
function apart(cues: readonly Cue[]): Cue[] {
  const ordered = cues.toSorted((a, b) => a.start - b.start);
  let before = 0;
  return ordered.map((cue, nth) => {
    const start = rounded(Math.max(before, cue.start));
    const next = ordered[nth + 1]?.start ?? Infinity;
    const end = Math.min(cue.end, Math.max(next, start + LEAST_CUE));
    before = rounded(Math.max(end, start + Math.min(LEAST_CUE, cue.end - cue.start)));
    return { ...cue, start, end: before };
  });
}

function shifted({ segment, words, group }: Spoken, by: number): Spoken {
  return { segment: moved(segment, by), words: words.map((word) => moved(word, by)), group };
}

function moved<T extends { start: number; end: number }>(one: T, by: number): T {
  return { ...one, start: rounded(one.start + by), end: rounded(one.end + by) };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function lengthOf({ durationSeconds, segments }: Transcript): number {
  return durationSeconds ?? segments.at(-1)?.end ?? 0;
}

function same<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

/** Mean over the time of segments. */
function confidenceOf(segments: readonly Segment[]): number | null {
  const seconds = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  if (seconds === 0) return null;
  const weighted = segments.reduce((sum, one) => sum + one.confidence * (one.end - one.start), 0);
  return Math.min(1, Math.max(0, weighted / seconds));
}
