import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { cuesOf } from '../../core/transcript/cues/cues-of.ts';
import { cuesOfSrt, render } from '../../core/transcript/subtitles.ts';
import { transcriptSoFar, type Cue, type Segment } from '../../core/transcript/transcript.ts';
import { readSrt, readVtt } from '../support/subtitle-files.ts';

const job = { jobId: 'job-0123456789abcdef01234567', model: 'kb-whisper-small' };
const { transcript } = transcriptSoFar(job, []);

const ofCues = (...cues: Cue[]) => ({ transcript, cues });
const ofSegments = (...segments: Segment[]) => ({
  transcript: { ...transcript, segments },
  cues: [],
});

function segment(text: string, speaker?: string): Segment {
  return { id: 0, start: 1, end: 2, text, confidence: 1, flags: [], ...(speaker && { speaker }) };
}

const HOUR: Cue = { start: 3599.9996, end: 3661.25, lines: ['Nu är det slut,', 'och < & > kvar.'] };

describe('subtitles', () => {
  test('SRT counts its cues and rounds to milliseconds', () => {
    const next = { start: 3661.25, end: 3663, lines: ['Hej då.'] };
    expect(render(ofCues(HOUR, next), 'srt')).toBe(
      '1\n01:00:00,000 --> 01:01:01,250\nNu är det slut,\noch < & > kvar.\n\n' +
        '2\n01:01:01,250 --> 01:01:03,000\nHej då.\n\n',
    );
  });

  test('WebVTT escapes what would be markup', () => {
    expect(render(ofCues(HOUR), 'vtt')).toBe(
      'WEBVTT\n\n01:00:00.000 --> 01:01:01.250\nNu är det slut,\noch &lt; &amp; &gt; kvar.\n\n',
    );
  });

  test('of silence are a file without cues', () => {
    expect(render(ofCues(), 'srt')).toBe('');
    expect(render(ofCues(), 'vtt')).toBe('WEBVTT\n\n');
  });

  const milliseconds = fc.nat({ max: 13 * 3_600_000 }).map((ms) => ms / 1000);
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\n', '\r', '\u2028', ' ', 'å', '1', '-->', '<', '&lt;') }),
  );
  const cue = fc.record({
    start: milliseconds,
    end: milliseconds,
    lines: fc.array(line, { minLength: 1, maxLength: 2 }),
  });
  /** As a reader sees it: white space is one space, and a line of nothing else is none. */
  const seen = (lines: string[]) => lines.map((one) => one.trim().replace(/\s+/g, ' '));
  const hasText = ({ lines }: Cue) => seen(lines).some((one) => one !== '');

  test('SRT of ours is read back as the cues that it was written of', () => {
    fc.assert(
      fc.property(fc.array(cue.filter(hasText)), (cues) => {
        const shown = cuesOfSrt(render(ofCues(...cues), 'srt'));
        expect(shown.map(({ start, end }) => [start, end])).toEqual(
          cues.map(({ start, end }) => [start, end]),
        );
        expect(render(ofCues(...shown), 'srt')).toBe(render(ofCues(...cues), 'srt'));
      }),
    );
    expect(cuesOfSrt('')).toEqual([]);
    expect(cuesOfSrt('no subtitles\n\nof\nany kind')).toEqual([]);
  });

  test('whatever the text, they are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(cue.filter(hasText)), (cues) => {
        const expected = cues.map(({ start, end, lines }) => ({
          start: expect.closeTo(start, 6),
          end: expect.closeTo(end, 6),
          lines: seen(lines).filter((one) => one !== ''),
        }));
        expect(readVtt(render(ofCues(...cues), 'vtt'))).toEqual(expected);
        const inSrt = expected.map(({ lines, ...times }) => ({
          ...times,
          lines: lines.map((one) => one.replaceAll('-->', '→')),
        }));
        expect(readSrt(render(ofCues(...cues), 'srt'))).toEqual(inSrt);
      }),
    );
  });
});

describe('plain text', () => {
  test('is a line for each segment', () => {
    expect(render(ofSegments(segment(' hej\npå dig '), segment('Adjö.')), 'txt')).toBe(
      'hej på dig\nAdjö.\n',
    );
  });

  test('says who speaks, if that is known', () => {
    expect(render(ofSegments(segment('Hej!', 'L'), segment('Hallå.', 'R')), 'txt')).toBe(
      'L: Hej!\nR: Hallå.\n',
    );
  });

  test('has times, names or neither, as asked for', () => {
    const of = ofSegments({ ...segment('Hej!', 'L'), start: 3723.9 });
    const nameOf = () => 'Åsa\nÖberg';
    expect(render(of, 'txt', { times: true, nameOf })).toBe('[01:02:03] Åsa Öberg: Hej!\n');
    expect(render(of, 'txt', { speakers: false, nameOf })).toBe('Hej!\n');
  });
});

describe('subtitles with speakers', () => {
  const nameOf = (speaker: string) => ({ L: 'Åsa <Öberg>', R: 'Bo' })[speaker] ?? speaker;
  const said = [
    { ...segment('Vi måste få ett besked.', 'L'), start: 0, end: 2 },
    { ...segment('Ja.', 'R'), start: 1, end: 1.4 },
    {
      ...segment('Det är inte klart om alla länder ställer upp på förslaget.', 'L'),
      start: 9,
      end: 13,
    },
  ];

  test('of WebVTT are voices, which close where another one speaks in the same cue', () => {
    const cues = cuesOf({ segments: said });
    expect(render(ofCues(...cues), 'vtt', { speakers: true, nameOf })).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:02.200\n' +
        '<v Åsa &lt;Öberg&gt;>– Vi måste få ett besked.</v>\n<v Bo>– Ja.\n\n' +
        '00:00:09.000 --> 00:00:13.200\n' +
        '<v Åsa &lt;Öberg&gt;>Det är inte klart\nom alla länder ställer upp på förslaget.\n\n',
    );
    expect(render(ofCues(...cues), 'vtt')).not.toContain('<v');
  });

  test('of SRT begin each turn with a name, within the width of the lines', () => {
    const [first, ...others] = said;
    const turns = first
      ? [first, { ...first, start: 4, end: 6 }, ...others.slice(1), ...others]
      : [];
    const cues = cuesOf({ segments: turns.toSorted((a, b) => a.start - b.start), nameOf });
    const lines = cues.flatMap((cue) => cue.lines);
    expect(lines.join(' ').match(/Åsa <Öberg>:/g)).toHaveLength(2);
    expect(lines.join(' ').match(/Bo:/g)).toHaveLength(1);
    expect(lines.filter((line) => line.length > 42)).toEqual([]);
  });
});

test('JSON is the transcript itself', () => {
  const of = ofSegments(segment('hej', 'L'));
  expect(JSON.parse(render(of, 'json'))).toEqual(of.transcript);
});
