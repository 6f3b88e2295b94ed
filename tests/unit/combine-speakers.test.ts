/** Speakers, places to hear again and word lists of a recording that comes in chunks. */
import { describe, expect, test } from 'vitest';
import { ChunkCombiner, type Chunk } from '../../core/transcript/combine-chunks.ts';
import { SessionTranscript } from '../../core/transcript/session-transcript.ts';
import { render } from '../../core/transcript/subtitles.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';

/** One word a second, each by its speaker: `S1 hej`. */
function chunk(index: number, start: number, said: string[]): Chunk {
  const spoken = said.map((one, nth) => {
    const [speaker = '', text = ''] = one.split(' ');
    return { speaker, text, start: nth, end: nth + 0.8 };
  });
  const speakers = [...new Set(spoken.map(({ speaker }) => speaker))].map((id) => ({
    ...{ id, seconds: 1, turns: 1 },
    firstHeard: spoken.find(({ speaker }) => speaker === id)?.start ?? 0,
  }));
  const transcript: Transcript = {
    ...{ jobId: `job-${index}`, text: '', language: 'sv', languageProbability: 1 },
    ...{ durationSeconds: said.length, confidence: 1, model: 'm', engine: null },
    ...{ timings: {}, complete: true },
    segments: spoken.map((one, id) => ({ ...one, id, confidence: 1, flags: [] })),
    words: spoken.map(({ text: word, ...one }) => ({ ...one, word, probability: 1 })),
    speakers,
  };
  return { index, start, transcript, cues: [] };
}

function having(one: Chunk, more: Partial<Transcript>): Chunk {
  return { ...one, transcript: { ...one.transcript, ...more } };
}

function combined(...chunks: Chunk[]) {
  const combiner = new ChunkCombiner();
  for (const one of chunks) combiner.add(one);
  const { transcript } = combiner.result();
  return SessionTranscript.parse({
    ...{ sessionId: 's', count: chunks.length, missing: [], complete: true },
    ...transcript,
  });
}

/** The second chunk has the last word of the first one as well. */
const FIRST = chunk(0, 0, ['S1 hej', 'S2 tjena', 'S2 välkommen']);
const SECOND = chunk(1, 2, ['S1 välkommen', 'S1 tack', 'S2 adjö']);

describe('the transcript of a session', () => {
  test('takes no speaker of a chunk for one of another', () => {
    const { segments, words, speakers } = combined(FIRST, SECOND);
    expect(segments.map(({ speaker, text }) => `${speaker} ${text}`)).toEqual([
      ...['0:S1 hej', '0:S2 tjena', '0:S2 välkommen'],
      ...['1:S1 tack', '1:S2 adjö'],
    ]);
    expect(words?.map(({ speaker }) => speaker)).toEqual(segments.map(({ speaker }) => speaker));
    expect(speakers?.map(({ id, firstHeard }) => [id, firstHeard])).toEqual([
      ['0:S1', 0],
      ['0:S2', 1],
      ['1:S1', 2],
      ['1:S2', 4],
    ]);
    const text = render({ transcript: combined(FIRST, SECOND), cues: [] }, 'txt');
    expect(text.split('\n').at(0)).toBe('0:S1: hej');
  });

  test('leaves the sides of a call as they are', () => {
    const call = (index: number, start: number) =>
      having(chunk(index, start, ['L hallå', 'R ja']), { speakers: undefined });
    const { segments, speakers } = combined(call(0, 0), call(1, 2));
    expect(segments.map(({ speaker }) => speaker)).toEqual(['L', 'R', 'L', 'R']);
    expect(speakers).toBeUndefined();
  });

  test('is uncertain of its speakers if a chunk is', () => {
    expect(combined(FIRST, SECOND).speakersUncertain).toBeUndefined();
    const unsure = having(chunk(1, 2, ['S1 tack']), { speakersUncertain: true });
    expect(combined(FIRST, unsure).speakersUncertain).toBe(true);
  });

  test('has the places to hear again in its own time, worst first, each once', () => {
    const place = (start: number, word: string, score: number) => ({
      ...{ start, end: start + 0.5, word, score },
      reason: 'low_probability',
    });
    const first = having(FIRST, { review: [place(2, 'välkommen', 0.4)] });
    const review = [place(0, 'välkommen', 0.9), place(2, 'adjö', 0.7)];
    const second = having(SECOND, { review });
    expect(combined(first, second).review).toEqual([
      place(4, 'adjö', 0.7),
      place(2, 'välkommen', 0.4),
    ]);
  });

  test('keeps what is told of a word that begins where a repeated one ends', () => {
    const close = having(SECOND, {
      words: SECOND.transcript.words?.map((word) => ({ ...word, end: word.start + 1 })),
      review: [{ start: 1, end: 2, word: 'tack', score: 0.7, reason: 'low_probability' }],
      vocabularyReport: {
        heard: [
          { entry: 'välkommen', start: 0 },
          { entry: 'tack', start: 1 },
        ],
        replaced: [
          { from: 'välkomna', to: 'välkommen', start: 0, end: 1 },
          { from: 'takt', to: 'tack', start: 1, end: 2 },
        ],
        refused: [],
      },
    });
    const { review, vocabularyReport } = combined(FIRST, close);
    expect(review?.map(({ word, start }) => [word, start])).toEqual([['tack', 3]]);
    expect(vocabularyReport).toEqual({
      heard: [{ entry: 'tack', start: 3 }],
      replaced: [{ from: 'takt', to: 'tack', start: 3, end: 4 }],
      refused: [],
    });
  });

  test('says of the word list what each chunk says', () => {
    const refused = [{ entry: 'og', because: 'too short' }];
    const report = (start: number) => ({
      heard: [{ entry: 'tack', start }],
      replaced: [{ from: 'a', to: 'b', start, end: start + 0.2 }],
      refused,
    });
    const vocabularyReport = report(1);
    const made = combined(
      having(FIRST, { vocabularyReport }),
      having(SECOND, { vocabularyReport }),
    );
    expect(made.vocabularyReport).toEqual({
      heard: [
        { entry: 'tack', start: 1 },
        { entry: 'tack', start: 3 },
      ],
      replaced: [
        { from: 'a', to: 'b', start: 1, end: 1.2 },
        { from: 'a', to: 'b', start: 3, end: 3.2 },
      ],
      refused,
    });
  });
});
