/** Who speaks, in the documents of a job that asked for it: the machine's, edited ones, and a session's. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { applyVersions } from '../../core/editing/apply-versions.ts';
import { editedSource } from '../../core/editing/edited-source.ts';
import type { Edit } from '../../core/editing/edit.ts';
import { machineDocument } from '../../core/editing/machine-document.ts';
import { renderTranscript } from '../../core/transcript/documents/render-transcript.ts';
import type { DocumentFormat } from '../../core/transcript/documents/document-format.ts';
import type { TranscriptSource } from '../../core/transcript/documents/transcript-source.ts';
import { pageOfTranscript } from '../../core/transcript/transcript-page.ts';
import { Transcript, type Segment } from '../../core/transcript/transcript.ts';
import { editedAtRandom, transcripts, wishes } from './editing/any-edits.ts';

const RECORDING = { filename: 'samtal.wav', createdAt: '2026-11-30T12:00:00.000Z' };

function segment(id: number, speaker: string | undefined, text: string): Segment {
  const [start, end] = [id * 10, id * 10 + 4];
  const flags: string[] = [];
  return { id, start, end, text, confidence: 0.9, ...(speaker && { speaker }), flags };
}

/** Two people; the second one's last word was heard as the first one's. */
const SEGMENTS = [segment(0, 'S1', 'Hej på dig.'), segment(1, 'S2', 'Hej, vi börjar nu.')];
const WORDS = SEGMENTS.flatMap(({ text, start, speaker }) =>
  text.split(' ').map((word, nth) => ({
    ...{ start: start + nth, end: start + nth + 0.9, word, probability: 0.9 },
    ...(speaker && { speaker: word === 'nu.' ? 'S1' : speaker }),
  })),
);
const SPEAKERS = [
  { id: 'S1', seconds: 4, turns: 1, firstHeard: 0 },
  { id: 'S2', seconds: 4, turns: 1, firstHeard: 10 },
];

const MACHINE = Transcript.parse({
  ...{ jobId: 'job-1', text: 'Hej på dig. Hej, vi börjar nu.', language: 'sv' },
  ...{ languageProbability: 1, durationSeconds: 20, confidence: 0.9 },
  ...{ segments: SEGMENTS, words: WORDS, model: 'm', engine: null, timings: {}, complete: true },
  speakers: SPEAKERS,
});

function edited(...edits: Edit[]): TranscriptSource {
  const versions = edits.map((edit, nth) => ({ version: nth + 1, edits: [edit] }));
  return editedSource(MACHINE, applyVersions(machineDocument(MACHINE), versions));
}

function textOf(source: TranscriptSource, format: DocumentFormat, options = {}): string {
  const made = renderTranscript({ ...source, ...RECORDING }, format, options);
  return typeof made === 'string' ? made : Buffer.from(made).toString('latin1');
}

const ANNA: Edit = { op: 'name', speaker: 'S1', name: 'Anna' };

describe('the transcript of a job that asked who speaks', () => {
  test('has labels in text and as voices of WebVTT; SubRip has them if they are asked for', () => {
    const of = { transcript: MACHINE };
    expect(textOf(of, 'txt')).toBe('S1: Hej på dig.\nS2: Hej, vi börjar nu.\n');
    expect(textOf(of, 'vtt')).toContain('<v S1>Hej på dig.\n');
    expect(textOf(of, 'vtt')).toContain('<v S2>Hej, vi börjar nu.\n');
    expect(textOf(of, 'srt')).toContain('\nHej på dig.\n');
    expect(textOf(of, 'srt', { speakers: true })).toContain('\nS2: Hej, vi börjar nu.\n');
  });

  test('has none if none are asked for', () => {
    const of = { transcript: MACHINE };
    for (const format of ['txt', 'srt', 'vtt'] as const) {
      expect(textOf(of, format, { speakers: false })).not.toContain('S1');
    }
  });

  test('of one that did not ask has voices only if they are asked for, as ever', () => {
    const { speakers: _, ...rest } = MACHINE;
    const call = { transcript: { ...rest, segments: [segment(0, 'L', 'Hej.')], words: [] } };
    expect(textOf(call, 'vtt')).not.toContain('<v');
    expect(textOf(call, 'vtt', { speakers: true })).toContain('<v L>Hej.');
  });

  test('read part by part tells the speakers with its last part', () => {
    const many = Array.from({ length: 201 }, (_, id) => segment(id, 'S1', 'ja'));
    const review = [{ start: 1, end: 2, word: 'inte', reason: 'negation', score: 0.5 }];
    const whole = { ...MACHINE, segments: many, words: undefined, review };
    expect(pageOfTranscript(whole, 0)).not.toHaveProperty('speakers');
    expect(pageOfTranscript(whole, 1)).toMatchObject({ speakers: SPEAKERS, review });
  });
});

describe('the edited transcript', () => {
  test('has the same speakers, with the names that people gave', () => {
    const { transcript } = edited(ANNA);
    expect(transcript.speakers).toEqual([{ ...SPEAKERS[0], name: 'Anna' }, SPEAKERS[1]]);
    expect(Transcript.parse(JSON.parse(textOf(edited(ANNA), 'json'))).speakers).toEqual(
      transcript.speakers,
    );
  });

  test.each(['txt', 'docx', 'srt', 'vtt'] as const)('has the names in %s', (format) => {
    const options = { speakers: format === 'srt' ? true : undefined };
    const named = textOf(edited(ANNA), format, options);
    const unnamed = textOf(edited(), format, options);
    expect(named).not.toBe(unnamed);
    if (format === 'docx') return;
    expect(named).toContain(format === 'vtt' ? '<v Anna>Hej på dig.' : 'Anna: Hej på dig.');
  });

  test('has a speaker whom a person added', () => {
    const { transcript } = edited(
      { op: 'speaker', paragraph: '1', speaker: 'Bo' },
      { op: 'name', speaker: 'Bo', name: 'Bo Ek' },
    );
    expect(transcript.speakers).toEqual([
      ...SPEAKERS,
      { id: 'Bo', name: 'Bo Ek', seconds: 4, turns: 1, firstHeard: 10 },
    ]);
    expect(textOf(edited({ op: 'speaker', paragraph: '1', speaker: 'Bo' }), 'txt')).toContain(
      'Bo: Hej, vi börjar nu.',
    );
  });

  const spokenBy = ({ transcript }: TranscriptSource) =>
    transcript.words?.map(({ word, speaker }) => `${speaker ?? '-'} ${word}`);

  test('keeps the speakers of words', () => {
    expect(spokenBy(edited(ANNA))).toEqual(WORDS.map((one) => `${one.speaker ?? '-'} ${one.word}`));
  });

  test('gives a part that is split off to the one who says all of it', () => {
    const { transcript } = edited({ op: 'split', before: '1.3' });
    expect(transcript.segments.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['S1', 'Hej på dig.'],
      ['S2', 'Hej, vi börjar'],
      ['S1', 'nu.'],
    ]);
  });

  test('lets a person say who speaks in a paragraph, of all its words', () => {
    const source = edited(
      { op: 'speaker', paragraph: '1', speaker: 'S2' },
      { op: 'split', before: '1.3' },
    );
    expect(source.transcript.segments.map(({ speaker }) => speaker)).toEqual(['S1', 'S2', 'S2']);
    expect(spokenBy(source)?.at(-1)).toBe('S2 nu.');
  });

  test('gives joined words to the speaker of the paragraph before', () => {
    const source = edited({ op: 'join', paragraph: '1' });
    expect(spokenBy(source)).toEqual(WORDS.map(({ word }) => `S1 ${word}`));
  });

  test('keeps the speaker of a word that is corrected', () => {
    const source = edited(
      { op: 'replace', words: ['1.3'], text: 'nu!' },
      { op: 'insert', beside: '1.0', side: 'after', text: 'ja' },
    );
    expect(spokenBy(source)?.slice(3)).toEqual([
      'S2 Hej,',
      'S2 ja',
      'S2 vi',
      'S2 börjar',
      'S1 nu!',
    ]);
  });

  test('lists everybody who speaks in it, whatever was edited', () => {
    fc.assert(
      fc.property(transcripts, wishes, (heard, all) => {
        const document = machineDocument(heard);
        const labels = new Set(heard.segments.flatMap(({ speaker }) => speaker ?? []));
        const speakers = [...labels].map((id) => ({ id, seconds: 1, turns: 1, firstHeard: 0 }));
        const of = { ...MACHINE, segments: heard.segments, words: heard.words, speakers };
        const { transcript } = editedSource(of, editedAtRandom(document, all).document);
        const listed = Array.isArray(transcript.speakers) ? transcript.speakers : [];
        const ids = listed.map(({ id }) => id);
        const spoken = transcript.segments.flatMap(({ speaker }) => speaker ?? []);
        expect(ids).toEqual(expect.arrayContaining(spoken));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 200 },
    );
  });
});
