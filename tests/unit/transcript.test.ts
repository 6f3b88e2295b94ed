import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  Transcript,
  transcriptSoFar,
  type Cue,
  type TranscriptPart,
} from '../../core/transcript.ts';

const job = { jobId: 'job-0123456789abcdef01234567', model: 'kb-whisper-small' };

function partOf(part: number, texts: string[]): TranscriptPart {
  const segments = texts.map((text, index) => ({
    id: part * 100 + index,
    start: part,
    end: part + 1,
    text,
    confidence: 0.5,
    flags: [],
  }));
  const cues = segments.map(({ start, end, text }): Cue => ({ start, end, lines: [text] }));
  return { part, segments, cues, transcribedSeconds: part + 1, durationSeconds: 60, fraction: 0.1 };
}

const texts = fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 8 });

describe('a transcript that is being made', () => {
  test('holds every segment and cue of its parts once, in order, however the parts are listed', () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), (perPart, order) => {
        const parts = perPart.map((lines, index) => partOf(index + 1, lines));
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
    const { transcript, cues } = transcriptSoFar(job, [partOf(1, ['ett']), partOf(3, ['tre'])]);
    expect(transcript.text).toBe('ett');
    expect(cues).toEqual([{ start: 1, end: 2, lines: ['ett'] }]);
    expect(transcript.complete).toBe(false);
    expect(Transcript.parse(transcript)).toEqual(transcript);
  });
});
