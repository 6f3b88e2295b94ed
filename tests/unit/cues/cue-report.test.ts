import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import '../../property-seed.ts';
import { CUE_LIMITS, cueReport } from '../../../core/transcript/cues/cue-report.ts';
import { cuesOf } from '../../../core/transcript/cues/cues-of.ts';
import { transcript, transcriptOf } from './said.ts';

const cue = (start: number, end: number, ...lines: string[]) => ({ start, end, lines });
const problemsOf = (...cues: ReturnType<typeof cue>[]) => cueReport(cues).cues[0]?.problems;

describe('a cue within all limits', () => {
  test.each([
    ['of the shortest time', cue(1, 1.833, 'Fjorton tecken')],
    ['of the longest time and two full lines', cue(1, 8, 'x'.repeat(42), 'y'.repeat(42))],
    ['read at the highest speed', cue(0, 2, 'x'.repeat(34))],
    ['of two speakers, whose dashes are not read', cue(0, 1, '– Hur mår du?', '– Bara.')],
    ['with characters of two code units', cue(0, 7, '🎉'.repeat(42))],
    ['in Japanese, of 13 full characters a line', cue(0, 4, '天'.repeat(13), 'あ'.repeat(13))],
  ])('%s has no problem', (_, one) => {
    expect(problemsOf(one)).toEqual([]);
  });
});

describe('a problem has what was measured and what is allowed', () => {
  test.each([
    ['a line of 43', [cue(0, 7, 'x'.repeat(43))], { rule: 'lineLength', value: 43, limit: 42 }],
    ['three lines', [cue(0, 7, 'a', 'b', 'c')], { rule: 'lines', value: 3, limit: 2 }],
    ['0.8 s', [cue(1, 1.8, 'Ja.')], { rule: 'duration', value: 0.8, limit: 0.833 }],
    ['7.001 s', [cue(0.999, 8, 'Ja.')], { rule: 'duration', value: 7.001, limit: 7 }],
    [
      '35 characters in 2 s',
      [cue(0, 2, 'x'.repeat(35))],
      { rule: 'readingSpeed', value: 17.5, limit: 17 },
    ],
    ['no gap', [cue(0, 2, 'Ja.'), cue(2, 4, 'Nej.')], { rule: 'gap', value: 0, limit: 0.08 }],
    [
      '79 ms',
      [cue(0, 2, 'Ja.'), cue(2.079, 4, 'Nej.')],
      { rule: 'gap', value: 0.079, limit: 0.08 },
    ],
    [
      'an overlap',
      [cue(0, 2.1, 'Ja.'), cue(2, 4, 'Nej.')],
      { rule: 'overlap', value: 0.1, limit: 0 },
    ],
    [
      '14 Han characters',
      [cue(0, 7, '天'.repeat(17))],
      { rule: 'lineLength', value: 17, limit: 16 },
    ],
  ])('%s', (_, cues, problem) => {
    expect(problemsOf(...cues)).toEqual([problem]);
  });
});

test('counts cues, not problems, by rule', () => {
  const { problems, limits } = cueReport([
    cue(0, 2, 'x'.repeat(43)),
    cue(3, 5, 'x'.repeat(50), 'y'.repeat(50)),
    cue(5.08, 7, 'Ja.'),
  ]);
  expect(problems).toEqual({ lineLength: 2, readingSpeed: 2 });
  expect(limits).toBe(CUE_LIMITS);
});

test('cues of ours have two lines at most, never overlap and last no longer than 7 s', () => {
  fc.assert(
    fc.property(transcript, (of) => {
      const { cues } = cueReport(cuesOf(transcriptOf(of)));
      const broken = cues.flatMap(({ problems }) => problems);
      expect(broken.filter(({ rule }) => rule === 'lines' || rule === 'overlap')).toEqual([]);
      expect(broken.filter(({ rule, value }) => rule === 'duration' && value > 7)).toEqual([]);
    }),
  );
});
