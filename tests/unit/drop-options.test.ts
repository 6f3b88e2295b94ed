import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readDropOptions, whyIgnored } from '../../core/job/drop-options.ts';

const named = (options: Record<string, string>) =>
  Object.fromEntries(Object.entries(options).map(([name, text]) => [`spotscribe-${name}`, text]));

describe('the metadata of a dropped file', () => {
  test('has the options of POST /jobs, as text', () => {
    const given = named({
      language: 'en',
      model: 'kb-whisper-small',
      words: 'true',
      channels: 'split',
      track: '1',
      speakers: '2-4',
      review: 'true',
      vocabulary: '["Bj\\u00f6rn", "IKEA", "IKEA"]',
      redact: '{"kinds": ["name"]}',
      retention: '{"audioDays": 0}',
      analysis: 'summary, actions',
      formats: 'json, srt',
      force: 'true',
      output: 's3://results/calls/',
      metadata: '{"case":"2026-114"}',
      deadline: '2030-01-01T00:00:00Z',
      'max-cost-usd': '0.5',
      'webhook-url': 'https://example.com/hook',
      'webhook-events': 'job.completed,job.failed',
    });
    expect(readDropOptions({ ...given, 'x-other': 'of somebody else' })).toEqual({
      options: {
        language: 'en',
        model: 'kb-whisper-small',
        words: true,
        channels: 'split',
        track: 1,
        speakers: { min: 2, max: 4 },
        review: true,
        vocabulary: ['Björn', 'IKEA'],
        redact: { kinds: ['name'], style: 'pseudonym', audio: false, keepOriginal: true },
        retention: { audioDays: 0 },
        analysis: ['summary', 'actions'],
        formats: ['json', 'srt'],
        force: true,
        output: { bucket: 'results', prefix: 'calls/' },
        metadata: { case: '2026-114' },
        deadline: '2030-01-01T00:00:00Z',
        'max-cost-usd': 0.5,
        'webhook-url': 'https://example.com/hook',
        'webhook-events': ['job.completed', 'job.failed'],
      },
      ignored: [],
    });
  });

  test.each([
    ['language', 'se', 'did you mean "sv"?'],
    ['language', 'zz', 'use a code such as "sv"'],
    ['colour', 'red', 'unknown option'],
    ['track', 'second', '"mix"'],
    ['speakers', 'many', 'off, auto, a whole number from 1 to 20'],
    ['speakers', '4-2', 'min must not be above max'],
    ['speakers', '0', '1 to 20'],
    ['vocabulary', 'Björn', 'it is no JSON'],
    ['review', 'yes', 'true'],
    ['output', 's3://declared/nowhere/', 'a value that it cannot have here'],
  ])('%s: %s is left out, and its owner reads why', (name, text, why) => {
    expect(whyIgnored(name, named({ [name]: text }))).toContain(why);
  });

  test.each([
    ['language', 'Swedish'],
    ['words', 'yes'],
    ['track', '64'],
    ['track', '-1'],
    ['track', '1.5'],
    ['track', ''],
    ['formats', 'json,docx'],
    ['output', 's3://results/half'],
    ['output', 's3://results/../x/'],
    ['metadata', '{'],
    ['metadata', '[1]'],
    ['metadata', '{"n":1}'],
    ['webhook-url', 'example'],
    ['webhook-events', 'job.lost'],
    ['colour', 'red'],
    ['constructor', 'x'],
  ])('%s: %s is left out, and told', (name, text) => {
    expect(readDropOptions(named({ [name]: text }))).toEqual({ options: {}, ignored: [name] });
  });

  test.each([
    ['deadline', 'tomorrow'],
    ['max-cost-usd', '1 USD'],
    ['max-cost-usd', '0'],
    ['max-cost-usd', '1e9'],
  ])('%s: %s cannot be kept, so nothing may be paid for', (name, text) => {
    expect(readDropOptions(named({ [name]: text, language: 'sv' }))).toEqual({
      options: { language: 'sv' },
      ignored: [name],
      unreadable: name,
    });
  });

  test('whatever it is, is read or told by name', () => {
    const names = fc.oneof(fc.string(), fc.constantFrom('words', 'metadata', '__proto__'));
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (given) => {
        const { options, ignored } = readDropOptions(named(given));
        expect(Object.keys(options).length + ignored.length).toBe(Object.keys(given).length);
      }),
    );
  });
});
