import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { render } from '../../core/subtitles.ts';
import { Transcript, transcriptSoFar, type TranscriptPart } from '../../core/transcript.ts';

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
  return { part, segments, transcribedSeconds: part + 1, durationSeconds: 60, fraction: 0.1 };
}

const texts = fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 8 });

describe('a transcript that is being made', () => {
  test('holds every segment of its parts once, in order, however the parts are listed', () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), (perPart, order) => {
        const parts = perPart.map((lines, index) => partOf(index + 1, lines));
        const ids = parts.flatMap(({ segments }) => segments.map(({ id }) => id));
        const shuffled = parts
          .map((part) => ({ part, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ part }) => part);
        expect(transcriptSoFar(job, shuffled).segments.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });

  test('ends before a part that is missing, and says that it is not complete', () => {
    const soFar = transcriptSoFar(job, [partOf(1, ['ett']), partOf(3, ['tre'])]);
    expect(soFar.text).toBe('ett');
    expect(soFar.complete).toBe(false);
    expect(Transcript.parse(soFar)).toEqual(soFar);
  });
});

describe('the formats', () => {
  const transcript = transcriptSoFar(job, [partOf(3599, [])]);
  const segment = { id: 0, start: 3599.9996, end: 3661.25, confidence: 1, flags: [] };
  const one = (text: string): Transcript => ({ ...transcript, segments: [{ ...segment, text }] });

  test('SRT counts its cues and rounds to milliseconds', () => {
    expect(render(one('hej'), 'srt')).toBe('1\n01:00:00,000 --> 01:01:01,250\nhej\n\n');
  });

  test('WebVTT escapes what would be markup', () => {
    expect(render(one('a < b & c > d'), 'vtt')).toBe(
      'WEBVTT\n\n01:00:00.000 --> 01:01:01.250\na &lt; b &amp; c &gt; d\n\n',
    );
  });

  test('no text can end its cue, or begin another', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\n', '\r', ' ', 'a', '-->', '<') }),
        (text) => {
          const cues = (format: 'srt' | 'vtt') => render(one(text), format).split('\n\n');
          expect(cues('srt').filter((cue) => cue.trim() !== '')).toHaveLength(1);
          expect(cues('vtt').filter((cue) => cue.trim() !== '')).toHaveLength(2);
        },
      ),
    );
  });

  test('text is a line for each segment, JSON is the transcript itself', () => {
    expect(render(one(' hej '), 'txt')).toBe('hej\n');
    expect(JSON.parse(render(one('hej'), 'json'))).toEqual(one('hej'));
  });
});
