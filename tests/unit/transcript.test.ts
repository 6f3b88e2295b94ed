import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import {
  textOf,
  Transcript,
  TranscriptPart,
  transcriptSoFar,
  type Cue,
} from '../../core/transcript/transcript.ts';

const job = { jobId: 'job-0123456789abcdef01234567', model: 'kb-whisper-small' };

/** `before`: how many segments the parts before it hold. */
function partOf(part: number, texts: string[], before = 0): TranscriptPart {
  const segments = texts.map((text, index) => ({
    id: before + index,
    start: part,
    end: part + 1,
    text,
    confidence: 0.5,
    flags: [],
  }));
  const cues = segments.map(({ start, end, text }): Cue => ({ start, end, lines: [text] }));
  return {
    part,
    before: { segments: before, words: 0, cues: before },
    segments,
    cues,
    transcribedSeconds: part + 1,
    durationSeconds: 60,
    fraction: 0.1,
  };
}

/** Also for tests/engine. */
const JOINED = z
  .array(z.tuple([z.array(z.string()), z.string()]))
  .parse(
    JSON.parse(readFileSync(path.join(PROJECT, 'tests', 'support', 'joined-texts.json'), 'utf8')),
  );

test.each(JOINED)('the text of %j is %j', (perSegment, whole) => {
  expect(textOf(partOf(1, perSegment).segments)).toBe(whole);
});

const texts = fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 8 });

describe('a transcript that is being made', () => {
  test('holds every segment and cue of its parts once, in order, however the parts are listed', () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), (perPart, order) => {
        const parts = perPart.map((lines, index) =>
          partOf(index + 1, lines, perPart.slice(0, index).flat().length),
        );
        const shuffled = parts
          .map((part) => ({ part, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ part }) => part);
        const { transcript, cues } = transcriptSoFar(job, shuffled);
        expect(transcript.segments).toEqual(parts.flatMap(({ segments }) => segments));
        expect(cues).toEqual(parts.flatMap((part) => part.cues));
      }),
    );
  });

  test('ends before a part that is missing, and says that it is not complete', () => {
    const parts = [partOf(1, ['ett']), partOf(3, ['tre'], 2)];
    const { transcript, cues } = transcriptSoFar(job, parts);
    expect(transcript.text).toBe('ett');
    expect(cues).toEqual([{ start: 1, end: 2, lines: ['ett'] }]);
    expect(transcript.complete).toBe(false);
    expect(Transcript.parse(transcript)).toEqual(transcript);
  });

  test('holds once what two machines have written, each by itself', () => {
    const word = (index: number) => ({ start: index, end: index + 1, word: 'ord', probability: 1 });
    const withWords = (part: TranscriptPart) => ({
      ...part,
      before: { ...part.before, words: part.before.segments },
      words: part.segments.map(({ id }) => word(id)),
    });
    // The third is of a machine that knew of the first alone when it began.
    const parts = [partOf(1, ['ett']), partOf(2, ['två', 'tre'], 1), partOf(3, ['tre', 'fyra'], 2)];
    const { transcript, cues } = transcriptSoFar(job, parts.map(withWords));
    expect(transcript.text).toBe('ett två tre fyra');
    expect(transcript.words).toEqual([0, 1, 2, 3].map(word));
    expect(cues).toHaveLength(4);
  });
});

describe('a part that an image newer than the stack wrote', () => {
  const known = { ...partOf(1, ['ett', 'två']), words: [] };

  test('is read as if its new fields were not there, wherever they are', () => {
    const newer = JSON.parse(JSON.stringify(known), (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? { ...value, emotion: { name: 'joy' } }
        : value,
    ) as unknown;
    expect(newer).toHaveProperty('segments.0.emotion');
    expect(TranscriptPart.parse(newer)).toEqual(known);
  });

  test('is refused where a field that is known is wrong', () => {
    const wrong = { ...known, segments: [{ ...known.segments[0], end: 'soon' }] };
    expect(() => TranscriptPart.parse(wrong)).toThrow(z.ZodError);
  });
});
