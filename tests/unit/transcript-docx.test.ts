import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import '../property-seed.ts';
import {
  transcriptDocx,
  type TranscriptForWord,
} from '../../core/transcript/documents/transcript-docx.ts';
import { openedWord } from '../support/open-word.ts';

const OF: TranscriptForWord = {
  transcript: {
    segments: [
      { start: 0.4, text: 'Välkomna hit.', speaker: 'L' },
      { start: 3723.9, text: ' Tack,\n  tack! ', speaker: 'R' },
      { start: 3724, text: '  ', speaker: 'R' },
    ],
    language: 'sv',
    durationSeconds: 3800.2,
    model: 'kb-whisper-small',
    complete: true,
  },
  filename: 'Nämndmöte 4.mp3',
  createdAt: '2026-11-30T14:00:00.000Z',
};
const nameOf = (speaker: string) => (speaker === 'L' ? 'Åsa Öberg' : speaker);
const withTexts = (...texts: string[]): TranscriptForWord => ({
  ...OF,
  transcript: {
    ...OF.transcript,
    segments: texts.map((text) => ({ start: 1, text, speaker: text })),
  },
});
const textsOf = (file: Uint8Array) => openedWord([file])[0]?.map(([, text]) => text);

describe('a Word document of a transcript', () => {
  test('has the name of the file, what it is of, and each segment with time and speaker', () => {
    expect(openedWord([transcriptDocx(OF, { nameOf })])).toEqual([
      [
        ['Title', 'Nämndmöte 4.mp3'],
        ['Subtitle', '2026-11-30 · 01:03:20 · Transkriberad av kb-whisper-small'],
        ['Normal', '00:00:00  Åsa Öberg: Välkomna hit.'],
        ['Normal', '01:02:03  R: Tack, tack!'],
      ],
    ]);
  });

  test.each([
    [{ times: false }, 'L: Välkomna hit.'],
    [{ speakers: false }, '00:00:00  Välkomna hit.'],
    [{ times: false, speakers: false }, 'Välkomna hit.'],
  ])('%j', (options, text) => {
    expect(textsOf(transcriptDocx(OF, options))?.[2]).toBe(text);
  });

  test('says that it was edited, or is not complete, in English for other languages', () => {
    const transcript = { ...OF.transcript, complete: false, language: null, durationSeconds: null };
    const [, facts] = textsOf(transcriptDocx({ ...OF, transcript, version: 3 })) ?? [];
    expect(facts).toBe(
      '2026-11-30 · Transcribed by kb-whisper-small · edited, version 3 · not complete yet',
    );
  });

  test('of silence says so', () => {
    expect(textsOf(transcriptDocx(withTexts()))?.slice(2)).toEqual([
      'Inget tal hördes i inspelningen.',
    ]);
  });

  test('shows what could be markup as the text that it is', () => {
    const attacks = [
      '<script>alert(1)</script>',
      '</w:t></w:r></w:p><w:p><w:r><w:t>ny',
      ']]><!-- &amp; &#60; <?xml?>',
      '"><img src=x onerror=alert(1)>',
      'åäö ÅÄÖ é 👩‍🚀 天 \u200d',
    ];
    const shown = textsOf(transcriptDocx(withTexts(...attacks), { times: false, speakers: false }));
    expect(shown?.slice(2)).toEqual(attacks);
  });

  test('is opened with any text in it', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u0000a', '\ud800', '\ufffe', '\u202ea'),
    );
    const texts = fc.sample(any, 80).map((text) => `x${text}`);
    const files = texts.map((text) => transcriptDocx({ ...withTexts(text), filename: text }));
    for (const paragraphs of openedWord(files)) {
      expect(paragraphs.map(([style]) => style)).toEqual(['Title', 'Subtitle', 'Normal']);
      // eslint-disable-next-line no-control-regex
      expect(paragraphs.flat().join('')).not.toMatch(/[\u0000-\u0008\u202a-\u202e]/);
    }
  });

  test('of the same transcript is the same', () => {
    expect(transcriptDocx(OF)).toEqual(transcriptDocx(OF));
  });
});
