/** Speech for tests of cues: of the engine's shapes, drawn by fast-check. */
import fc from 'fast-check';
import type { Said } from '../../../core/transcript/cues/segment-words.ts';

export interface SaidWord {
  start: number;
  end: number;
  text: string;
  joined: boolean;
}

export interface SaidSegment {
  start: number;
  end: number;
  text: string;
  speaker?: string;
  words: SaidWord[];
}

export interface SaidTranscript {
  segments: SaidSegment[];
  duration?: number;
}

/** As a transcript has it: one list of words. */
export function transcriptOf({ segments, duration }: SaidTranscript): Said & {
  durationSeconds?: number;
} {
  return {
    segments: segments.map(({ start, end, text, speaker }) => ({
      ...{ start, end, text },
      ...(speaker !== undefined && { speaker }),
    })),
    words: segments.flatMap(({ words }) =>
      words.map(({ start, end, text }) => ({ start, end, word: text })),
    ),
    ...(duration !== undefined && { durationSeconds: duration }),
  };
}

const SWEDISH =
  'och att jag det inte statsministern Stockholm, idag. Nej! i på en ett kommunalarbetare t.ex. 1995 – ”hej” varför? oöverstiglighetsproblematiken, a👩‍🚀b x² ÅÄÖ.'.split(
    ' ',
  );
const JAPANESE = [
  '皆',
  'さん',
  'こんにちは、',
  '今日は',
  '東京の',
  '天気',
  'お',
  '話',
  '。',
  'アプリ',
];
const KOREAN = ['안녕하세요', '오늘', '날씨는', '좋습니다.'];
const THAI = ['สวัสดี', 'ครับ', 'วันนี้', 'อากาศดี'];
const LONG = `https://www.exempel.se/nyheter/${'inrikes/'.repeat(5)}`;

const centiseconds = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => n / 100);

interface Drawn {
  texts: readonly string[];
  pace: number;
  rests: readonly number[];
  pause: number;
  speaker: string | undefined;
  joins: boolean;
}

const words = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SWEDISH) },
  { weight: 1, arbitrary: fc.constantFrom(LONG, 'ja', 'Mm.') },
);

function drawn(text: fc.Arbitrary<string>, joins: boolean): fc.Arbitrary<Drawn> {
  return fc.record({
    texts: fc.array(text, { minLength: 1, maxLength: 25 }),
    pace: fc.integer({ min: 5, max: 30 }),
    rests: fc.array(fc.constantFrom(0, 0, 0, 0.2, 0.6, 1.2, 2), { minLength: 1, maxLength: 6 }),
    pause: fc.constantFrom(-1, 0, 0.1, 0.5, 1, 3, 12),
    speaker: fc.constantFrom(undefined, 'S1', 'S2', 'S3'),
    joins: fc.constant(joins),
  });
}

/** Words after one another, up to a very fast pace, with pauses of any length; two may talk at once. */
export const transcript: fc.Arbitrary<SaidTranscript> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: drawn(words, false) },
        { weight: 1, arbitrary: drawn(fc.constantFrom(...JAPANESE, 'iPhone'), true) },
        { weight: 1, arbitrary: drawn(fc.constantFrom(...KOREAN), false) },
        { weight: 1, arbitrary: drawn(fc.constantFrom(...THAI), true) },
      ),
      { maxLength: 8 },
    ),
    fc.option(centiseconds(0, 400), { nil: undefined }),
  )
  .map(([spoken, tail]) => said(spoken, tail));

function said(spoken: readonly Drawn[], tail: number | undefined): SaidTranscript {
  let at = 0;
  const segments = spoken.map(({ texts, pace, rests, pause, speaker, joins }) => {
    const own = texts.map((text, nth) => {
      const start = at;
      const end = cents(start + text.length / pace);
      at = cents(end + (rests[nth % rests.length] ?? 0));
      return { start, end, text, joined: joins && nth > 0 };
    });
    at = Math.max(0, cents(at + pause));
    return segment(own, speaker);
  });
  const ordered = segments.toSorted((a, b) => a.start - b.start);
  const end = ordered.reduce((latest, one) => Math.max(latest, one.end), 0);
  return { segments: ordered, ...(tail !== undefined && { duration: cents(end + tail) }) };
}

function segment(own: SaidWord[], speaker: string | undefined): SaidSegment {
  return {
    start: own[0]?.start ?? 0,
    end: own.at(-1)?.end ?? 0,
    text: own.map(({ text, joined }, nth) => (joined || nth === 0 ? text : ` ${text}`)).join(''),
    ...(speaker !== undefined && { speaker }),
    words: own,
  };
}

function cents(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
