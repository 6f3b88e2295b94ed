import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { testSet, type Example } from '../../../bench/redact/test-set.ts';
import { redactTranscript } from '../../../core/redaction/redact-transcript.ts';
import { renderTranscript } from '../../../core/transcript/documents/render-transcript.ts';
import { render } from '../../../core/transcript/subtitles.ts';
import type { SubtitledTranscript } from '../../../core/transcript/transcript.ts';
import { asked, transcriptOf } from './planted.ts';

const SECRET = 'a secret of this test';

const redactedTexts = (texts: string[], options = {}) =>
  redactTranscript(transcriptOf(texts), asked(options), SECRET).transcript.segments.map(
    ({ text }) => text,
  );

/** All documents, as one text. */
function documentsOf({ transcript, cues }: SubtitledTranscript): string {
  const recording = { filename: 'samtal.wav', createdAt: '2026-11-30T12:00:00.000Z' };
  const docx = renderTranscript({ transcript, cues, ...recording }, 'docx', {});
  const word = typeof docx === 'string' ? {} : unzipSync(docx);
  return [
    ...(['json', 'txt', 'srt', 'vtt'] as const).map((format) =>
      render({ transcript, cues }, format),
    ),
    ...Object.values(word).map((bytes) => new TextDecoder().decode(bytes)),
  ].join('\n');
}

/** Only letters and digits, so that line breaks and marks hide nothing. */
const bare = (text: string) => text.toLowerCase().replaceAll(/<[^>]*>|[^\p{L}\p{N}]/gu, '');

/** The words side by side, whatever is between them. */
function asWords(words: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})${words.join('\\P{L}+')}(?!\\p{L})`, 'iu');
}

describe('a redacted transcript', () => {
  test('has one pseudonym for a person, with the genitive', () => {
    const [first = '', second = ''] = redactedTexts([
      'Sedan ringde Anna Lindqvist.',
      'Det är Annas väska.',
    ]);
    const [, given] = /^Sedan ringde (\S+) \S+\.$/.exec(first) ?? [];
    expect(given).toBeDefined();
    expect(second).toBe(`Det är ${given}s väska.`);
  });

  test('has tags on request, equal for equal originals', () => {
    const texts = ['Numret är 811218-9876.', 'Ja, åttioett tolv arton nittioåtta sjuttiosex.'];
    const [first = '', second = ''] = redactedTexts(texts, { style: 'tag' });
    const [tag = ''] = /\[PERSONNUMMER-\w{4}\]/.exec(first) ?? [];
    expect(first).toBe(`Numret är ${tag}.`);
    expect(second).toBe(`Ja, ${tag}.`);
  });

  test('loses a number that is split over segments, words and cues', () => {
    const whole = transcriptOf(['Det är 19 81, 12', '18, 98 76 som gäller.']);
    const { transcript, cues, found } = redactTranscript(whole, asked({ style: 'tag' }), SECRET);
    expect(transcript.segments.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Det är \[PERSONNUMMER-\w{4}\]$/),
      'som gäller.',
    ]);
    expect(transcript.words?.map(({ word }) => word).join(' ')).toBe(transcript.text);
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(transcript.text);
    expect(found).toMatchObject([{ id: '0.2', kind: 'personnummer', text: '19 81 12 18 98 76' }]);
  });

  test('knows pseudonyms under one secret again, and not under another', () => {
    const texts = ['Sedan ringde Anna Lindqvist.'];
    const of = (secret: string) =>
      redactTranscript(transcriptOf(texts), asked(), secret).transcript.text;
    expect(of('one')).toBe(of('one'));
    expect(of('one')).not.toBe(of('two'));
  });

  test('has no original in the key of its finds where the original is not kept', () => {
    const { found, key } = redactTranscript(
      transcriptOf(['Sedan ringde Anna Lindqvist.']),
      asked({ keepOriginal: false }),
      SECRET,
    );
    expect(JSON.stringify(found)).not.toMatch(/Anna|Lindqvist/);
    expect(Object.values(key)).toEqual(['Anna', 'Lindqvist']);
  });

  test('has neither names of speakers nor words to hear again that were found', () => {
    const { transcript, cues } = transcriptOf(['Jag tror att Anna Lindqvist kommer.']);
    const redacted = redactTranscript(
      {
        transcript: {
          ...transcript,
          speakers: { S1: 'Anna Lindqvist', S2: 'Läkaren' },
          review: [
            {
              start: 2.5,
              end: 3.2,
              word: 'Lindqvist',
              reason: 'name',
              score: 0.9,
              alternative: 'Anna',
            },
          ],
          vocabularyReport: {
            heard: [{ entry: 'Lindqvist', start: 3 }],
            replaced: [{ from: 'Lind kvist', to: 'Lindqvist', start: 3, end: 4 }],
            refused: [{ entry: 'metoprolol', because: 'not heard' }],
          },
        },
        cues,
      },
      asked(),
      SECRET,
    );
    expect(documentsOf(redacted)).not.toMatch(/Anna|Lindqvist/);
    expect(JSON.stringify(redacted.transcript)).toContain('metoprolol');
    expect(JSON.stringify(redacted.transcript)).toContain('Läkaren');
  });

  test('has no address in what it says of the word list, and no title of a track', () => {
    const { transcript, cues } = transcriptOf([
      'Hon bor på Björkstigen 12 och har anna.berg@telia.com.',
    ]);
    const heard = ['Björkstigen', 'Björkstigen 12', 'anna.berg@telia.com', 'metoprolol'];
    const track = { index: 0, codec: 'aac', channels: 1, heard: true, title: 'Anna Lindqvist' };
    const redacted = redactTranscript(
      {
        transcript: {
          ...transcript,
          audio: { tracks: [track, { ...track, index: 1 }] },
          vocabularyReport: {
            heard: heard.map((entry) => ({ entry, start: 1 })),
            ...{ replaced: [], refused: [] },
          },
        },
        cues,
      },
      asked(),
      SECRET,
    );
    expect(documentsOf(redacted)).not.toMatch(/Björkstigen|anna\.berg|Anna|Lindqvist/i);
    expect(JSON.stringify(redacted.transcript)).toContain('metoprolol');
    expect(redacted.transcript.audio?.tracks).toHaveLength(2);
  });

  const isFindable = ({ row }: Example) => !/in no list|start of a sentence|nothing/.test(row);
  const examples = testSet(11, 12).filter(isFindable);
  const someExamples = fc.array(fc.constantFrom(...examples), { minLength: 1, maxLength: 4 });
  const options = fc.record({
    style: fc.constantFrom('tag' as const, 'pseudonym' as const),
    keepOriginal: fc.boolean(),
  });

  test('has no original left in any document', () => {
    fc.assert(
      fc.property(someExamples, options, fc.boolean(), (planted, style, hasWords) => {
        const texts = planted.flatMap(({ segments }) => segments.map(({ text }) => text));
        const redacted = redactTranscript(transcriptOf(texts, hasWords), asked(style), SECRET);
        const shown = documentsOf(redacted);
        for (const { kind, planted: words } of planted) {
          // A short name may stand within a word: "Ellen" in "tabellen".
          if (kind === 'name') expect(shown).not.toMatch(asWords(words));
          else expect(bare(shown)).not.toContain(bare(words.join('')));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('stays the same when it is redacted again, and whenever it is made', () => {
    fc.assert(
      fc.property(someExamples, options, (planted, style) => {
        const texts = planted.flatMap(({ segments }) => segments.map(({ text }) => text));
        const once = redactTranscript(transcriptOf(texts), asked(style), SECRET);
        expect(redactTranscript(transcriptOf(texts), asked(style), SECRET)).toEqual(once);
        const twice = redactTranscript(once, asked(style), SECRET);
        expect(twice.transcript).toEqual(once.transcript);
        expect(twice.cues).toEqual(once.cues);
      }),
      { numRuns: 60 },
    );
  });
});
