import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heardFor, transcriptionOf, TranscriptionForm } from '../../core/api/openai.ts';
import { promptedVocabulary } from '../../core/api/openai-prompt.ts';
import { Vocabulary } from '../../core/transcript/vocabulary.ts';

describe('the prompt of a client of OpenAI', () => {
  test.each([
    ['Anna Lindqvist, KTH; Björn', ['Anna Lindqvist', 'KTH', 'Björn']],
    ['ZyntriQix\nDigique Plus', ['ZyntriQix', 'Digique Plus']],
    [
      'The transcript is about OpenAI which makes technology like DALL·E and GPT-3 with Anna Ek.',
      ['OpenAI', 'DALL·E', 'GPT-3', 'Anna Ek'],
    ],
    [
      'Mötet leds av Anna Lindqvist. Även Bo från Region Skåne är med.',
      ['Anna Lindqvist', 'Bo', 'Region Skåne'],
    ],
    ['IKEA, IKEA', ['IKEA']],
    ['', []],
  ])('%s', (prompt, vocabulary) => {
    expect(promptedVocabulary(prompt).vocabulary).toEqual(vocabulary);
  });

  test('what is of no use is named, with the reason', () => {
    const { vocabulary, refused } = promptedVocabulary(
      `this is a sentence without any names, ${'x'.repeat(101)}, Anna`,
    );
    expect(vocabulary).toEqual(['Anna']);
    expect(refused).toEqual([
      {
        entry: 'this is a sentence without any names',
        because: expect.stringMatching(/without a name/),
      },
      { entry: 'x'.repeat(100), because: expect.stringMatching(/too long/) },
    ]);
  });

  test('a word inside a sentence is a name by a later capital, or by letters with a digit', () => {
    const words = ['x', 'aB', 'Ab', '1', 'a1', '1a', '-', '»q7', 'ab', '1.2', 'å', 'åÅ'];
    const among = (word: string) => promptedVocabulary(`${word} är vad vi hör nu`).vocabulary;
    expect(words.filter((word) => among(word).length > 0)).toEqual([
      ...['aB', 'a1', '1a', '»q7', 'åÅ'],
    ]);
    fc.assert(
      fc.property(fc.stringMatching(/^[aåB1_-]{1,8}$/), (word) => {
        const isName = /\p{L}.*\p{Lu}|\p{L}.*\d|\d.*\p{L}/u.test(word);
        expect(among(word).length > 0).toBe(isName);
      }),
    );
  });

  test('whatever it is, its list is one that a job may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (prompt) => {
        const { vocabulary } = promptedVocabulary(prompt);
        expect(Vocabulary.parse(vocabulary)).toEqual(vocabulary);
      }),
    );
    const many = Array.from({ length: 1200 }, (_, at) => `n${at}`).join(',');
    const { vocabulary, refused } = promptedVocabulary(many);
    expect([vocabulary.length, refused.length]).toEqual([1000, 200]);
  });
});

const file = new File(['audio'], 'a.wav');
const form = (more: object) => TranscriptionForm.parse({ file, model: 'whisper-1', ...more });

test('diarized_json asks for speakers; a prompt for its words; others for nothing', () => {
  expect(heardFor(form({ response_format: 'diarized_json', prompt: 'Anna' })).options).toEqual({
    speakers: 'auto',
    vocabulary: ['Anna'],
  });
  expect(heardFor(form({})).options).toEqual({});
});

test('names of speakers are refused', () => {
  for (const name of ['known_speaker_names[]', 'known_speaker_references[]', 'speakers']) {
    const { error } = TranscriptionForm.safeParse({ file, model: 'whisper-1', [name]: ['Anna'] });
    expect(error?.issues[0]?.message).toMatch(/leave it out|POST \/jobs/);
  }
});

const transcript = {
  text: 'Hej. Hej då.',
  language: 'sv',
  languageProbability: 1,
  durationSeconds: 3.5,
  segments: [
    { id: 0, start: 0, end: 1, text: 'Hej.', confidence: 0.9, speaker: 'S1' },
    { id: 1, start: 2, end: 3, text: 'Hej då.', confidence: 0.9 },
  ],
} as unknown as Parameters<typeof transcriptionOf>[0];

test('diarized_json has the form of OpenAI', () => {
  const asked = { format: 'diarized_json', granularities: [], refused: [] } as const;
  expect(transcriptionOf(transcript, asked)).toEqual({
    task: 'transcribe',
    text: 'Hej. Hej då.',
    duration: 3.5,
    usage: { type: 'duration', seconds: 4 },
    segments: [
      {
        type: 'transcript.text.segment',
        id: 'seg_0',
        start: 0,
        end: 1,
        text: 'Hej.',
        speaker: 'S1',
      },
      {
        type: 'transcript.text.segment',
        id: 'seg_1',
        start: 2,
        end: 3,
        text: 'Hej då.',
        speaker: 'unknown',
      },
    ],
  });
});

test('what became of the prompt is in verbose_json, with what was of no use', () => {
  const refused = [{ entry: 'so it is', because: 'a sentence' }];
  const report = { heard: [{ entry: 'Anna', start: 1 }], replaced: [], refused: [] };
  const asked = { granularities: [], refused } as const;
  const known = { ...transcript, vocabularyReport: report };
  expect(transcriptionOf(known, { ...asked, format: 'verbose_json' })).toMatchObject({
    vocabularyReport: { heard: report.heard, refused },
  });
  expect(transcriptionOf(known, { ...asked, format: 'json' })).not.toHaveProperty(
    'vocabularyReport',
  );
});
