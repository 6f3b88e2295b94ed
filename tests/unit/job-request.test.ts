import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { REDACTION_KINDS } from '../../core/redaction/redact-request.ts';
import { CreateJobRequest, unavailable } from '../../core/job/job-request.ts';

const audio = { upload: { filename: 'a.mp3', bytes: 1 } };
const parse = (more: object = {}) => CreateJobRequest.parse({ audio, ...more });

describe('the body of POST /jobs', () => {
  test('needs nothing but the audio', () => {
    expect(parse()).toMatchObject({
      language: 'sv',
      formats: ['json', 'txt', 'srt', 'vtt'],
      words: false,
      channels: 'mix',
      metadata: {},
    });
    expect(unavailable(parse())).toEqual([]);
  });

  test('may have a deadline and a ceiling', () => {
    const limits = { deadline: '2026-11-22T00:00:00Z', maxCostUsd: 1 };
    expect(unavailable(parse(limits))).toEqual([]);
  });

  test('may ask for the channels one by one', () => {
    expect(unavailable(parse({ channels: 'split' }))).toEqual([]);
  });

  test.each([
    [
      { speakers: 'both' },
      'speakers',
      /"off", "auto", a whole number from 1 to 20, or \{"min", "max"\}/,
    ],
    [{ speakers: { min: 3, max: 2 } }, 'speakers.min', /min must not be above max/],
    [{ vocabulary: ['Anna', 'a\tb'] }, 'vocabulary.1', /one line, without control characters/],
    [
      { vocabulary: Array.from({ length: 999 }, (_, at) => `${at} and a name`), review: 1 },
      'review',
      /boolean/,
    ],
    [
      { vocabulary: Array.from({ length: 300 }, (_, at) => `${at} ${'a'.repeat(90)}`) },
      'vocabulary',
      /at most 20000 bytes as JSON/,
    ],
    [{ redact: { kinds: ['name', 'shoes'] } }, 'redact.kinds.1', /"personnummer"/],
    [{ retention: {} }, 'retention', /audioDays, transcriptDays or both/],
  ])('says what is wrong with %j', (more, path, message) => {
    const { error } = CreateJobRequest.safeParse({ audio, ...more });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(error?.issues[0]?.message).toMatch(message);
  });

  test('a repeated entry of the word list counts once, and a redaction asks for all', () => {
    expect(parse({ vocabulary: [' Anna ', 'Bo', 'Anna'], redact: {} })).toMatchObject({
      vocabulary: ['Anna', 'Bo'],
      redact: { kinds: REDACTION_KINDS, style: 'pseudonym', audio: false, keepOriginal: true },
    });
  });

  test('a request without the newer options has none of them: a repeated one is still the same', () => {
    for (const name of ['speakers', 'review', 'vocabulary', 'redact', 'retention']) {
      expect(parse()).not.toHaveProperty(name);
    }
  });

  test.each([
    ['unknown field', { colour: 'red' }],
    ['two kinds of audio', { audio: { ...audio, s3: 's3://bucket/in/demo/a.wav' } }],
    ['no bytes', { audio: { upload: { filename: 'a.mp3', bytes: 0 } } }],
    ['no name of a model', { model: 'a/b' }],
    ['no formats', { formats: [] }],
    ['unknown format', { formats: ['docx'] }],
    ['language', { language: 'Swedish' }],
    ['webhook without an address', { webhook: {} }],
    ['unknown channels', { channels: 'left' }],
    ['negative price', { maxCostUsd: -1 }],
    ['a session with an index beyond its chunks', { session: { id: 'x', index: 2, count: 2 } }],
    ['a session of nothing', { session: { id: 'x', index: 0, count: 0 } }],
    ['a session of too many', { session: { id: 'x', index: 0, count: 1001 } }],
    [
      'a session whose id is no part of an address',
      { session: { id: '../x', index: 0, count: 1 } },
    ],
    ['a chunk before the recording', { session: { id: 'x', index: 0, count: 1, start: -1 } }],
    ['an analysis of nothing', { analysis: {} }],
    ['an unknown preset', { analysis: { preset: 'poem' } }],
    ['no analyses', { analysis: [] }],
    ['too many analyses', { analysis: Array(6).fill({ preset: 'summary' }) }],
    ['no speaker', { speakers: 0 }],
    ['too many speakers', { speakers: 21 }],
    ['half a speaker', { speakers: 1.5 }],
    ['speakers without a most', { speakers: { min: 1 } }],
    ['more speakers at least than at most', { speakers: { min: 3, max: 2 } }],
    ['a review by name', { review: 'yes' }],
    ['an empty entry', { vocabulary: ['Anna', ' '] }],
    ['an entry of two lines', { vocabulary: ['Anna\nBo'] }],
    ['a long entry', { vocabulary: ['a'.repeat(101)] }],
    ['too many entries', { vocabulary: Array.from({ length: 1001 }, String) }],
    [
      'too long a list',
      { vocabulary: Array.from({ length: 300 }, (_, at) => `${at} ${'å'.repeat(50)}`) },
    ],
    ['no kinds', { redact: { kinds: [] } }],
    ['an unknown kind', { redact: { kinds: ['shoe size'] } }],
    ['an unknown style', { redact: { style: 'black' } }],
    ['a retention of nothing', { retention: {} }],
    ['a retention of less than nothing', { retention: { audioDays: -1 } }],
    ['a retention beyond ten years', { retention: { transcriptDays: 3651 } }],
    ['a deadline without its zone', { deadline: '2026-11-22T00:00:00' }],
  ])('is refused: %s', (_, more) => {
    expect(CreateJobRequest.safeParse({ audio, ...more }).success).toBe(false);
  });

  test('a route is known, and not available here', () => {
    const problems = unavailable(parse({ route: 'sagemaker' }));
    expect(problems.map((problem) => problem.path)).toEqual(['route']);
  });

  test('one analysis is a list of one', () => {
    const asked = { preset: 'summary' };
    expect(parse({ analysis: asked }).analysis).toEqual([asked]);
    expect(parse({ analysis: [asked] }).analysis).toEqual([asked]);
  });

  test('a wrong language is told, with the one that is probably meant', () => {
    const { error } = CreateJobRequest.safeParse({ audio, language: 'se' });
    expect(error?.issues).toMatchObject([
      { path: ['language'], message: '"se" is not a language code; did you mean "sv"?' },
    ]);
  });

  test('metadata is limited by its bytes, not its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('å', 'a'), maxLength: 3000 }), (note) => {
        const fits = Buffer.byteLength(JSON.stringify({ note })) <= 2048;
        expect(CreateJobRequest.safeParse({ audio, metadata: { note } }).success).toBe(fits);
      }),
    );
  });
});
