import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import '../../property-seed.ts';
import { cuesOf } from '../../../core/transcript/cues/cues-of.ts';
import { layoutOf } from '../../../core/transcript/cues/layout.ts';
import { transcript, transcriptOf, type SaidTranscript } from './said.ts';

const lettersOf = (text: string) => text.replace(/\s+/g, '');
const textIn = ({ segments }: SaidTranscript, speaker: string | undefined) =>
  lettersOf(
    segments
      .filter((one) => one.speaker === speaker)
      .map(({ text }) => text)
      .join(''),
  );
const ms = (seconds: number) => Math.round(seconds * 1000);
const hold = (check: (of: SaidTranscript) => void) => fc.assert(fc.property(transcript, check));

describe('cues of any speech', () => {
  test('have one or two lines, none wider than its script allows', () => {
    hold((of) => {
      for (const { lines } of cuesOf(transcriptOf(of))) {
        expect([1, 2]).toContain(lines.length);
        for (const line of lines) {
          const layout = layoutOf(of.segments.map(({ text }) => text).join(''));
          expect(line.trim()).toBe(line);
          expect(line).not.toBe('');
          if (layout === layoutOf('')) expect(Array.from(line).length).toBeLessThanOrEqual(42);
        }
      }
    });
  });

  test('have all that each speaker says, in order, and nothing else', () => {
    hold((of) => {
      const cues = cuesOf(transcriptOf(of));
      for (const speaker of [undefined, 'L', 'R']) {
        const shown = cues.flatMap(({ lines, speakers }) => {
          const isDialogue = new Set(speakers).size > 1;
          return lines.flatMap((line, nth) => {
            if (speakers[nth] !== speaker) return [];
            return [isDialogue ? line.slice('– '.length) : line];
          });
        });
        expect(lettersOf(shown.join(''))).toBe(textIn(of, speaker));
      }
    });
  });

  test('come one after the other, for 0.8 to 7 s where the file is long enough', () => {
    hold(({ segments }) => {
      let before = 0;
      for (const { start, end } of cuesOf(transcriptOf({ segments }))) {
        expect(ms(start)).toBeGreaterThanOrEqual(before);
        expect(ms(end) - ms(start)).toBeGreaterThanOrEqual(800);
        expect(ms(end) - ms(start)).toBeLessThanOrEqual(7000);
        before = ms(end);
      }
    });
  });

  test('end with the file at the latest', () => {
    hold((of) => {
      for (const { start, end } of cuesOf(transcriptOf(of))) {
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(of.duration ?? Infinity);
      }
    });
  });
});

describe('a transcript', () => {
  const hello = { start: 1, end: 2, text: 'Hej på dig.' };

  test('without words is shown over the times of its segments', () => {
    expect(cuesOf({ segments: [hello] })).toEqual([
      { start: 1, end: 2.2, lines: ['Hej på dig.'], speakers: [undefined] },
    ]);
  });

  test('whose words are not those of a segment shows the text of the segment', () => {
    const words = [
      { start: 1, end: 1.5, word: 'Nej' },
      { start: 5, end: 6, word: 'Slut.' },
    ];
    const segments = [hello, { start: 5, end: 6, text: 'Slut.' }];
    expect(cuesOf({ segments, words }).map(({ lines }) => lines)).toEqual([
      ['Hej på dig.'],
      ['Slut.'],
    ]);
  });

  test('of nothing has no cues', () => {
    expect(cuesOf({ segments: [] })).toEqual([]);
    expect(cuesOf({ segments: [{ ...hello, text: ' \n' }] })).toEqual([]);
  });

  test('of twelve hours is laid out in one go, every word once', () => {
    const count = 100_000;
    const words = Array.from({ length: count }, (_, nth) => ({
      ...{ start: nth * 0.43, end: nth * 0.43 + 0.4 },
      word: `ord${nth}`,
    }));
    const segments = Array.from({ length: count / 20 }, (_, nth) => {
      const own = words.slice(nth * 20, nth * 20 + 20);
      const text = own.map(({ word }) => word).join(' ');
      return { start: own[0]?.start ?? 0, end: own.at(-1)?.end ?? 0, text };
    });
    const shown = cuesOf({ segments, words }).flatMap(({ lines }) => lines.join(' ').split(' '));
    expect(shown).toEqual(words.map(({ word }) => word));
  });
});
