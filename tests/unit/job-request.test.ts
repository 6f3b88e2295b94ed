import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
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
