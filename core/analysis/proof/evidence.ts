/**
 * A transcript as claims are checked against it: its words in order, indexed by their spelling. Built
 * once for a transcript, in time proportional to its length.
 */
import type { Segment, Word } from '../../transcript/transcript.ts';
import { isCapitalised, startsSentence, type Token, tokensOf } from './text/token.ts';
import { WordTimes, type WordSpan } from './word-times.ts';

/** Words from `first` to before `end`, counted over the whole transcript. */
export interface Range {
  first: number;
  end: number;
}

/** How often a word stands in lower case, and with a capital inside a sentence. */
interface Casing {
  lower: number;
  capital: number;
}

const NO_CASING: Casing = { lower: 0, capital: 0 };

export class Evidence {
  readonly language: string;
  readonly segments: readonly Segment[];
  /** Normalised words of all segments, in order. */
  readonly spelled: string[] = [];
  private readonly words: readonly Word[];
  private readonly spans: (WordSpan | undefined)[] = [];
  /** Index of the segment of each word, and of the first word of each segment. */
  private readonly owners: number[] = [];
  private readonly firsts: number[] = [];
  private readonly positions = new Map<string, number[]>();
  private readonly casings = new Map<string, Casing>();
  private readonly byId = new Map<number, number>();

  constructor(of: { segments: readonly Segment[]; words: readonly Word[]; language: string }) {
    this.language = of.language;
    this.segments = of.segments;
    this.words = of.words;
    const times = new WordTimes(of.words);
    of.segments.forEach((segment, index) => {
      this.byId.set(segment.id, index);
      this.firsts.push(this.spelled.length);
      const tokens = this.tokens(index);
      this.take(index, tokens, times.take(segment, tokens));
    });
  }

  segment(id: number): Segment | undefined {
    return this.segments[this.byId.get(id) ?? -1];
  }

  indexOf(id: number): number | undefined {
    return this.byId.get(id);
  }

  /** Words of the segment at an index, with their case and punctuation. */
  tokens(index: number): Token[] {
    return tokensOf(this.segments[index]?.text ?? '');
  }

  rangeOf(index: number): Range {
    const end = this.firsts[index + 1] ?? this.spelled.length;
    return { first: this.firsts[index] ?? end, end };
  }

  ownerOf(position: number): number {
    return this.owners[position] ?? 0;
  }

  positionsOf(word: string): readonly number[] {
    return this.positions.get(word) ?? [];
  }

  casingOf(word: string): Casing {
    return this.casings.get(word) ?? NO_CASING;
  }

  /** Times and confidence of words; those of their segments where words have none. */
  timesOf({ first, end }: Range): { start: number; end: number; confidence: number | undefined } {
    const owners = [this.segments[this.ownerOf(first)], this.segments[this.ownerOf(end - 1)]];
    const spoken = this.spokenIn({ first, end });
    const mean = spoken.reduce((sum, { probability }) => sum + probability, 0) / spoken.length;
    return {
      start: this.spoken(first, 0)?.start ?? owners[0]?.start ?? 0,
      end: this.spoken(end - 1, 1)?.end ?? owners[1]?.end ?? 0,
      confidence: spoken.length > 0 ? mean : owners[0]?.confidence,
    };
  }

  private spoken(position: number, side: 0 | 1): Word | undefined {
    const span = this.spans[position];
    return span && this.words[span[side]];
  }

  private spokenIn({ first, end }: Range): Word[] {
    const indices = new Set<number>();
    for (let at = first; at < end; at += 1)
      for (const one of this.spans[at] ?? []) indices.add(one);
    return [...indices].flatMap((index) => this.words[index] ?? []);
  }

  private take(
    index: number,
    tokens: readonly Token[],
    spans: readonly (WordSpan | undefined)[],
  ): void {
    tokens.forEach((token, at) => {
      const position = this.spelled.length;
      this.spelled.push(token.word);
      this.spans.push(spans[at]);
      this.owners.push(index);
      const known = this.positions.get(token.word);
      if (known === undefined) this.positions.set(token.word, [position]);
      else known.push(position);
      this.noteCase(token, startsSentence(token, at));
    });
  }

  private noteCase({ word, raw }: Token, atStart: boolean): void {
    const casing = this.casings.get(word) ?? { lower: 0, capital: 0 };
    if (!isCapitalised(raw)) casing.lower += 1;
    else if (!atStart) casing.capital += 1;
    this.casings.set(word, casing);
  }
}
