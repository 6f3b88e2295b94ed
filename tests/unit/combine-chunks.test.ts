import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { ChunkCombiner, type Chunk } from '../../core/transcript/combine-chunks.ts';
import { SessionTranscript } from '../../core/transcript/session-transcript.ts';
import { normalised } from '../../core/transcript/tokens.ts';
import type { Cue, Segment, Word } from '../../core/transcript/transcript.ts';

/** A spoken recording: words with their times, and pauses between them. */
interface Spoken {
  text: string;
  start: number;
  end: number;
}

const VOCABULARY = [
  'ja',
  'nej',
  'och',
  'det',
  'är',
  'inte',
  'Göteborg,',
  'klockan',
  'nio.',
  'nej,',
];
const JITTER = 0.1;

const ms = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** @param texts of each word; pairwise different ones leave no doubt where two readings meet */
function recordingOf(texts: readonly string[], gaps: readonly number[]): Spoken[] {
  let at = 0;
  return texts.map((text, nth) => {
    const start = at + (gaps[nth % gaps.length] ?? 0.1);
    at = start + 0.3;
    return { text, start: ms(start), end: ms(at) };
  });
}

interface Cut {
  every: number;
  overlap: number;
  jitters: readonly number[];
  perSegment: number;
  hasStart: boolean;
  hasWords: boolean;
}

/** What an engine hears of each chunk: the words that are whole in it, at slightly wrong times. */
function chunksOf(spoken: readonly Spoken[], cut: Cut): Chunk[] {
  const length = (spoken.at(-1)?.end ?? 0) + 0.5;
  const count = Math.max(1, Math.ceil((length - cut.overlap) / (cut.every - cut.overlap)));
  let nth = 0;
  return Array.from({ length: count }, (_, index) => {
    const start = ms(index * (cut.every - cut.overlap));
    const end = Math.min(length, start + cut.every);
    const inside = spoken.filter((word) => word.start >= start && word.end <= end);
    const words = inside.map(({ text, ...times }): Word => {
      const jitter = cut.jitters[nth++ % cut.jitters.length] ?? 0;
      const from = Math.max(0, times.start - start + jitter);
      return { word: text, start: ms(from), end: ms(from + 0.3), probability: 1 };
    });
    return chunk(index, { words, cut, durationSeconds: ms(end - start), start });
  });
}

function chunk(
  index: number,
  given: { words: Word[]; cut: Cut; durationSeconds: number; start: number },
): Chunk {
  const { words, cut, durationSeconds, start } = given;
  const groups: Word[][] = [];
  for (let from = 0; from < words.length; from += cut.perSegment) {
    groups.push(words.slice(from, from + cut.perSegment));
  }
  const segments = groups.map((group, id): Segment => ({
    ...{ id, confidence: 0.9, flags: [] },
    start: group[0]?.start ?? 0,
    end: group.at(-1)?.end ?? 0,
    text: group.map(({ word }) => word).join(' '),
  }));
  return {
    index,
    ...(cut.hasStart && { start }),
    cues: segments.map(({ start: from, end, text }): Cue => ({ start: from, end, lines: [text] })),
    transcript: {
      jobId: `job-${index}`,
      text: segments.map(({ text }) => text).join(' '),
      ...{ language: 'sv', languageProbability: 1, durationSeconds, confidence: 0.9, segments },
      ...(cut.hasWords && { words }),
      ...{ model: 'kb-whisper-small', engine: null, timings: {}, complete: true },
      coverage: [{ start: 0, end: durationSeconds, kind: 'text' }],
    },
  };
}

function combine(chunks: readonly Chunk[]) {
  const combiner = new ChunkCombiner();
  for (const one of chunks) combiner.add(one);
  const { transcript, cues } = combiner.result();
  const rest = { sessionId: 's', count: 9, complete: true, missing: [] };
  return { transcript: SessionTranscript.parse({ ...transcript, ...rest }), cues };
}

const wordsIn = (text: string) => text.split(' ').filter((word) => word !== '');
const textOfCues = (cues: readonly Cue[]) => wordsIn(cues.flatMap(({ lines }) => lines).join(' '));

function expectOrder(times: readonly { start: number; end: number }[]): void {
  let before = 0;
  for (const { start, end } of times) {
    expect(start).toBeGreaterThanOrEqual(before);
    expect(end).toBeGreaterThanOrEqual(start);
    before = start;
  }
}

const jitters = fc.array(fc.double({ min: -JITTER, max: JITTER, noNaN: true }), {
  minLength: 1,
  maxLength: 7,
});
const gaps = fc.array(fc.double({ min: 0.25, max: 1.5, noNaN: true }), {
  minLength: 1,
  maxLength: 9,
});
const cuts = {
  every: fc.double({ min: 8, max: 30, noNaN: true }),
  jitters,
  perSegment: fc.integer({ min: 1, max: 9 }),
};
/** No two neighbours are the same three words: each run is there once. */
const distinct = fc
  .integer({ min: 10, max: 150 })
  .map((count) =>
    Array.from({ length: count }, (_, nth) => `ord${nth}${nth % 7 === 0 ? '.' : ''}`),
  );

describe('chunks that overlap are the recording again', () => {
  test('with starts and times of words, whatever is repeated in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...VOCABULARY), { minLength: 5, maxLength: 150 }),
        gaps,
        fc.record({ ...cuts, overlap: fc.double({ min: 1, max: 5, noNaN: true }) }),
        (texts, pauses, cut) => {
          const spoken = recordingOf(texts, pauses);
          const chunks = chunksOf(spoken, { ...cut, hasStart: true, hasWords: true });
          const { transcript, cues } = combine(chunks);
          expect((transcript.words ?? []).map(({ word }) => word)).toEqual(texts);
          expect(wordsIn(transcript.text)).toEqual(texts);
          expect(textOfCues(cues)).toEqual(texts);
          expectOrder(transcript.words ?? []);
          expectOrder(transcript.segments);
          expectOrder(cues);
          transcript.words?.forEach(({ start }, nth) => {
            expect(Math.abs(start - (spoken[nth]?.start ?? 0))).toBeLessThan(2 * JITTER + 0.01);
          });
          expect(transcript.segments.map(({ id }) => id)).toEqual(
            transcript.segments.map((_, nth) => nth),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['with starts, without times of words', { hasStart: true, hasWords: false }],
    ['without starts', { hasStart: false, hasWords: true }],
    ['without starts and times of words', { hasStart: false, hasWords: false }],
  ])('%s, if no phrase is repeated', (_, given) => {
    fc.assert(
      fc.property(
        distinct,
        gaps,
        fc.record({ ...cuts, overlap: fc.double({ min: 6, max: 7, noNaN: true }) }),
        (texts, pauses, cut) => {
          const spoken = recordingOf(texts, pauses);
          const { transcript, cues } = combine(chunksOf(spoken, { ...cut, ...given }));
          expect(wordsIn(transcript.text)).toEqual(texts);
          expect(textOfCues(cues)).toEqual(texts);
          expectOrder(transcript.segments);
        },
      ),
      { numRuns: 100 },
    );
  });
});

const CUT: Cut = {
  ...{ every: 10, overlap: 0, jitters: [0], perSegment: 4 },
  ...{ hasStart: false, hasWords: true },
};
const said = (index: number, text: string, given: Partial<Cut> & { start?: number } = {}) => {
  const words = wordsIn(text).map((word, nth) => {
    const start = 0.5 + nth;
    return { word, start, end: start + 0.4, probability: 1 };
  });
  const cut = { ...CUT, ...given, hasStart: given.start !== undefined };
  const durationSeconds = words.length + 0.5;
  return chunk(index, { words, cut, durationSeconds, start: given.start ?? 0 });
};

describe('no word is lost', () => {
  test('of chunks with any words and starts: each one has its place', () => {
    const some = fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 30 });
    const asked = fc.record({
      texts: some,
      start: fc.option(fc.double({ min: 0, max: 60, noNaN: true }), { nil: undefined }),
      hasWords: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(asked, { minLength: 1, maxLength: 5 }), (given) => {
        const chunks = given.map(({ texts, start, hasWords }, index) =>
          said(index, texts.join(' '), { hasWords, ...(start !== undefined && { start }) }),
        );
        const { transcript } = combine(chunks);
        const shared = transcript.chunks.reduce((sum, { overlapWords }) => sum + overlapWords, 0);
        const all = given.flatMap(({ texts }) => texts);
        expect(wordsIn(transcript.text)).toHaveLength(all.length - shared);
        // What is left out is somewhere else.
        const left = new Set(wordsIn(transcript.text).map(normalised));
        expect(all.filter((word) => !left.has(normalised(word)))).toEqual([]);
        expectOrder(transcript.segments);
      }),
    );
  });

  test('of two chunks without overlap that end and begin with the same words', () => {
    const first = said(0, 'tack ska du ha ja ja', { start: 0 });
    const second = said(1, 'ja ja tack ska du ha', { start: 6.5 });
    const { transcript } = combine([first, second]);
    expect(transcript.text).toBe('tack ska du ha ja ja ja ja tack ska du ha');
    expect(transcript.durationSeconds).toBe(13);
  });

  test('that was cut in two by the end of a chunk, and is heard otherwise in each', () => {
    const first = said(0, 'vi åker till göteborg i morgon bitti klo', { start: 0 });
    const second = said(1, 'borg i morgon bitti klockan nio', { start: 3 });
    const { transcript } = combine([first, second]);
    const words = wordsIn(transcript.text);
    for (const word of ['göteborg', 'borg', 'klo', 'klockan', 'nio']) {
      expect(words.filter((one) => one === word)).toEqual([word]);
    }
    expect(words.filter((one) => one === 'morgon')).toEqual(['morgon']);
    expect(words).toHaveLength(11);
  });

  test('by two equal words at a seam without a start: fewer than three show no overlap', () => {
    const { transcript } = combine([said(0, 'ett två tre'), said(1, 'två tre fyra')]);
    expect(transcript.text).toBe('ett två tre två tre fyra');
    expect(transcript.chunks[1]).toMatchObject({ start: 3.5, isEstimated: true, overlapWords: 0 });
  });
});

describe('a combined transcript', () => {
  test('puts a chunk without a start where its words show it, else after the one before', () => {
    const chunks = [said(0, 'a1 b1 c1 d1'), said(1, 'b1 c1 d1 e1'), said(2, 'f1 g1')];
    const { transcript } = combine(chunks);
    expect(transcript.text).toBe('a1 b1 c1 d1 e1 f1 g1');
    expect(transcript.chunks.map(({ start }) => start)).toEqual([0, 1, 5.5]);
    expect(transcript.words?.map(({ start }) => start)).toEqual([0.5, 1.5, 2.5, 3.5, 4.5, 6, 7]);
  });

  test('mends a start that is wrong by seconds, where the words of the overlap show it', () => {
    const first = said(0, 'a1 b1 c1 d1 e1 f1', { start: 0 });
    const second = said(1, 'c1 d1 e1 f1 g1', { start: 3.5 });
    expect(combine([first, second]).transcript.text).toBe('a1 b1 c1 d1 e1 f1 g1');
  });

  test('keeps the two sides of a call apart', () => {
    const both = (index: number, start: number, from: number): Chunk => {
      const one = said(index, 'a b', { start, hasWords: false });
      const segments = [0, 1, 2, 3].flatMap((nth) =>
        ['L', 'R'].map((speaker, side): Segment => {
          const text = `${speaker.toLowerCase()}${from + nth}`;
          const at = nth + side * 0.1;
          return { id: 0, start: at, end: at + 0.9, text, confidence: 1, speaker, flags: [] };
        }),
      );
      return { ...one, cues: [], transcript: { ...one.transcript, durationSeconds: 4, segments } };
    };
    const { transcript } = combine([both(0, 0, 0), both(1, 2, 2)]);
    const of = (side: string) =>
      transcript.segments.filter(({ speaker }) => speaker === side).map(({ text }) => text);
    expect(of('L')).toEqual(['l0', 'l1', 'l2', 'l3', 'l4', 'l5']);
    expect(of('R')).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  });

  test('covers the recording without gap or overlap, with what no chunk has', () => {
    const chunks = [said(0, 'a1 b1 c1', { start: 0 }), said(1, 'c1 d1 e1', { start: 2 })];
    const { transcript } = combine([...chunks, said(4, 'x1 y1', { start: 20 })]);
    expect(transcript.coverage).toEqual([
      { start: 0, end: 3.5, kind: 'text' },
      { start: 3.5, end: 5.5, kind: 'text' },
      { start: 5.5, end: 20, kind: 'untranscribed', reason: 'no_chunk' },
      { start: 20, end: 22.5, kind: 'text' },
    ]);
  });

  test('needs no spaces between words', () => {
    const spaceless = (index: number, text: string, start: number): Chunk => {
      const one = said(index, 'x', { start, hasWords: false });
      const segment = { id: 0, start: 0, end: 9, text, confidence: 1, flags: [] };
      const cues = [{ start: 0, end: 9, lines: [text] }];
      return {
        ...one,
        cues,
        transcript: { ...one.transcript, durationSeconds: 9, segments: [segment] },
      };
    };
    const chunks = [spaceless(0, '今日は天気がいい', 0), spaceless(1, '天気がいいですね', 4.5)];
    const { transcript, cues } = combine(chunks);
    expect(transcript.text).toBe('今日は天気がいいですね');
    expect(cues.flatMap(({ lines }) => lines).join('')).toBe('今日は天気がいいですね');
  });

  test('of languages that differ names none', () => {
    const [first, second] = [said(0, 'hej'), said(1, 'hello')];
    const other = { ...second, transcript: { ...second.transcript, language: 'en' } };
    const { transcript } = combine([first, other]);
    expect(transcript.language).toBeNull();
    expect(transcript.chunks.map(({ language }) => language)).toEqual(['sv', 'en']);
  });

  test('of no chunk is empty', () => {
    expect(combine([]).transcript).toMatchObject({ text: '', segments: [], durationSeconds: null });
  });

  test('of a hundred chunks of an hour takes seconds', () => {
    const texts = Array.from({ length: 400 }, (_, nth) => `ord${nth}`);
    const chunks = Array.from({ length: 100 }, (_, nth) =>
      said(nth, texts.join(' '), { start: nth * 380 }),
    );
    expect(combine(chunks).transcript.chunks).toHaveLength(100);
  });
});
