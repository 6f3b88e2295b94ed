/** What one analysis has found in one chapter. The analysis itself has what is made of all chapters' claims. */
import type { Chapter, Claim } from '../../../core/analysis/analysis.ts';
import { Evidence } from '../../../core/analysis/proof/evidence.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';
import type { CutChapter } from './chapter-feed.ts';

export interface ChapterClaims {
  /** Place of the analysis in the list of requests. */
  request: number;
  chapter: Chapter & { index: number };
  claims: Claim[];
}

/** The chapter alone: quotes are looked up where the model has read them. */
export function evidenceOf(
  { chapter, segments }: Pick<CutChapter, 'chapter'> & { segments: readonly Segment[] },
  of: { words: readonly Word[]; language: string },
): Evidence {
  const { start, end } = chapter;
  const words = of.words.filter((word) => word.start >= start && word.start <= end);
  return new Evidence({ segments, words, language: of.language });
}
