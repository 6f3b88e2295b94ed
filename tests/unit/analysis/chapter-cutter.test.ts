import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chapter } from '../../../core/analysis/analysis.ts';
import { chapterBudget } from '../../../core/analysis/asking/budget.ts';
import { ChapterCutter, lineTokens } from '../../../core/analysis/asking/chapter-cutter.ts';
import type { Segment } from '../../../core/transcript/transcript.ts';

const spoken = fc.record({
  text: fc.oneof(
    fc.lorem({ maxCount: 40, size: 'max' }),
    fc.constantFrom('budgeten för nästa år är för liten', 'vädret i fjällen var fint', ''),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
  ),
  seconds: fc.double({ min: 0, max: 30, noNaN: true }),
  pause: fc.constantFrom(0, 0, 0.4, 2, 7),
  speaker: fc.constantFrom(undefined, 'L', 'R'),
});
const contexts = fc.integer({ min: 512, max: 9000 });

describe('chapters', () => {
  test('have every segment exactly once, in order, within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(spoken, { maxLength: 120, size: 'max' }),
        contexts,
        (speech, contextTokens) => {
          const segments = segmentsOf(speech);
          const chapters = cut(segments, contextTokens);
          const ids = chapters.flatMap(({ segments: { first, last } }) =>
            segments.slice(first, last + 1).map(({ id }) => id),
          );
          expect(ids).toEqual(segments.map(({ id }) => id));
          for (const { segments: range } of chapters) {
            const inside = segments.slice(range.first, range.last + 1);
            const tokens = inside.reduce((sum, segment) => sum + lineTokens(segment), 0);
            if (inside.length > 1)
              expect(tokens).toBeLessThanOrEqual(chapterBudget({ contextTokens }));
          }
        },
      ),
    );
  });

  test('are those of the segments before, whatever comes later', () => {
    fc.assert(
      fc.property(
        fc.array(spoken, { minLength: 1, maxLength: 80, size: 'max' }),
        fc.nat(),
        (speech, cutAt) => {
          const segments = segmentsOf(speech);
          const whole = new ChapterCutter({ contextTokens: 1200 });
          const part = new ChapterCutter({ contextTokens: 1200 });
          const prefix = segments.slice(0, cutAt % segments.length);
          const early = prefix.flatMap((segment) => part.add(segment));
          const all = segments.flatMap((segment) => whole.add(segment));
          expect(all.slice(0, early.length)).toEqual(early);
        },
      ),
    );
  });

  test('span the times of their segments', () => {
    const segments = segmentsOf([
      { text: 'ett', seconds: 2, pause: 1, speaker: 'L' },
      { text: 'två', seconds: 3, pause: 0, speaker: 'R' },
    ]);
    expect(cut(segments, 4096)).toEqual([{ start: 1, end: 6, segments: { first: 0, last: 1 } }]);
  });

  test('begin where the topic shifts', () => {
    const money =
      'budgeten och kostnaderna för bygget, pengarna räcker inte till bygget i budgeten';
    const snow = 'snön i fjällen och skidorna, vintern med snön och skidspåren i fjällen';
    const speech = [...Array<string>(17).fill(money), ...Array<string>(20).fill(snow)];
    const segments = segmentsOf(speech.map((text) => ({ text, seconds: 5, pause: 0.2 })));
    expect(cut(segments, 2200).map(({ segments: { first } }) => first)).toContain(17);
  });

  test('end at a long pause, as soon as the next segment is there', () => {
    const segments = segmentsOf(
      Array.from({ length: 40 }, (_, index) => ({
        text: 'det här är ett segment med några ord om ingenting särskilt',
        seconds: 4,
        pause: index === 25 ? 20 : 0.3,
      })),
    );
    const cutter = new ChapterCutter({ contextTokens: 4096 });
    const early = segments.slice(0, 26).flatMap((segment) => cutter.add(segment));
    expect(early.map((chapter) => chapter.segments)).toEqual([{ first: 0, last: 24 }]);
  });

  test('a segment longer than the budget is a chapter of its own', () => {
    const long = { text: 'ord '.repeat(3000), seconds: 30, pause: 0 };
    const short = { text: 'kort', seconds: 1, pause: 0 };
    const chapters = cut(segmentsOf([short, long, short]), 1200);
    expect(chapters.map((chapter) => chapter.segments)).toEqual([
      { first: 0, last: 0 },
      { first: 1, last: 1 },
      { first: 2, last: 2 },
    ]);
  });
});

type Spoken = { text: string; seconds: number; pause: number; speaker?: string | undefined };

function segmentsOf(speech: readonly Spoken[]): Segment[] {
  let at = 0;
  return speech.map(({ text, seconds, pause, speaker }, id) => {
    const start = at + pause;
    at = start + seconds;
    return { id, start, end: at, text, confidence: 0.9, flags: [], ...(speaker && { speaker }) };
  });
}

function cut(segments: readonly Segment[], contextTokens: number): Chapter[] {
  const cutter = new ChapterCutter({ contextTokens });
  return [...segments.flatMap((segment) => cutter.add(segment)), ...cutter.end()];
}
