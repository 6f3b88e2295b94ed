/** What the model for names adds to what the rules find. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSet } from '../../../bench/redact/test-set.ts';
import { decided } from '../../../core/redaction/decided.ts';
import { Found, NO_DECISIONS } from '../../../core/redaction/found.ts';
import { wordsOfSegments, type NameSpan } from '../../../core/redaction/name-spans.ts';
import { Pseudonyms } from '../../../core/redaction/pseudonyms.ts';
import { redactTranscript } from '../../../core/redaction/redact-transcript.ts';
import type { RedactRequest } from '../../../core/redaction/redact-request.ts';
import { tokensOf } from '../../../core/redaction/tokens.ts';
import { asked, transcriptOf } from './planted.ts';

const SECRET = 'a secret of this test';

/** The first place of each of these words as a span. */
function spansAt(texts: readonly string[], ...words: string[]): NameSpan[] {
  const segments = wordsOfSegments(texts.map((text) => ({ text })));
  return words.map((word) => {
    const segment = segments.findIndex((one) => one.includes(word));
    const at = segments[segment]?.indexOf(word) ?? -1;
    return { segment, first: at, last: at, score: 0.8 };
  });
}

function redacted(texts: string[], names: NameSpan[], options: Partial<RedactRequest> = {}) {
  const request = asked({ style: 'tag', ...options });
  return redactTranscript({ ...transcriptOf(texts), names }, request, SECRET);
}

const textsOf = ({ transcript }: ReturnType<typeof redacted>) =>
  transcript.segments.map(({ text }) => text);

const NAME = /\[NAMN-\w{4}\]/;

describe('a name that the model finds', () => {
  test('goes wherever it stands, with its genitive, under one pseudonym', () => {
    const texts = ['Skruttan ringde.', 'Det är Skruttans korg, sa Skruttan.'];
    const copy = redacted(texts, spansAt(texts, 'Skruttan'));
    const [tag = ''] = NAME.exec(textsOf(copy)[0] ?? '') ?? [];
    expect(tag).not.toBe('');
    expect(textsOf(copy)).toEqual([`${tag} ringde.`, `Det är ${tag}s korg, sa ${tag}.`]);
    expect(copy.found.map(({ by, confidence }) => [by, confidence])).toEqual([
      ['model', 0.8],
      ['model', 0.6],
      ['model', 0.6],
    ]);
  });

  test('without it stays, as the rules do not know it', () => {
    const texts = ['Skruttan ringde.'];
    expect(textsOf(redacted(texts, []))).toEqual(texts);
  });

  test('has one pseudonym if the model finds it and its genitive', () => {
    const texts = ['Skruttan ringde.', 'Skruttans korg är borta.'];
    const [first = '', second = ''] = textsOf(
      redacted(texts, spansAt(texts, 'Skruttan', 'Skruttans')),
    );
    const [tag = ''] = NAME.exec(first) ?? [];
    expect(second).toBe(`${tag}s korg är borta.`);
  });

  test('that is a word as well goes only where the model says so', () => {
    const texts = ['Björk ringde.', 'En gammal Björk och en Ek.'];
    expect(textsOf(redacted(texts, spansAt(texts, 'Björk')))).toEqual([
      expect.stringMatching(/^\[NAMN-\w{4}\] ringde\.$/),
      texts[1],
    ]);
  });

  test('of two segments is found in both', () => {
    const texts = ['Det var Skruttan', 'Kvarnhamra som ringde.'];
    const [first, second] = textsOf(redacted(texts, spansAt(texts, 'Skruttan', 'Kvarnhamra')));
    expect(first).toMatch(/^Det var \[NAMN-\w{4}\]$/);
    expect(second).toMatch(/^\[NAMN-\w{4}\] som ringde\.$/);
  });

  test('and its surname that the rules find are one person', () => {
    const texts = ['Skruttan Lindqvist ringde.'];
    const { found } = redacted(texts, spansAt(texts, 'Skruttan'));
    expect(found.map(({ text, by }) => [text, by])).toEqual([['Skruttan Lindqvist', 'model']]);
  });
});

test('what the rules find keeps its kind and confidence, whatever the model says of it', () => {
  const texts = ['Numret är 811218-9876.', 'Anna bor på Kungsgatan 3.'];
  const rules = redacted(texts, []);
  expect(rules.found.map(({ kind }) => kind)).toEqual(['personnummer', 'name', 'address']);
  const names = spansAt(texts, '811218-9876.', 'Anna', 'Kungsgatan', '3.');
  expect(names.every(({ first }) => first >= 0)).toBe(true);
  expect(redacted(texts, names)).toEqual(rules);
});

test('a job that keeps names keeps those of the model', () => {
  const texts = ['Skruttan ringde.'];
  const names = spansAt(texts, 'Skruttan');
  expect(textsOf(redacted(texts, names, { kinds: ['phone'] }))).toEqual(texts);
});

test('places that there are not, and unsure ones, are nothing', () => {
  const texts = ['Skruttan ringde – hej.'];
  const beyond = [
    { segment: 0, first: 90, last: 99, score: 1 },
    { segment: 7, first: 0, last: 0, score: 1 },
    { segment: 0, first: 2, last: 2, score: 1 },
    { segment: 0, first: 0, last: 0, score: 0.4 },
  ];
  expect(textsOf(redacted(texts, beyond))).toEqual(texts);
});

test('decisions keep it, or take it back', () => {
  const texts = ['Skruttan ringde. Sedan kom Kvarnhamra.'];
  const first = redacted(texts, spansAt(texts, 'Skruttan', 'Kvarnhamra.'));
  const was = { original: transcriptOf(texts), copy: first.transcript, found: first.found };
  const again = (reject: string[]) =>
    decided(was, { ...NO_DECISIONS, reject }, new Pseudonyms(SECRET, 'tag'));
  expect(again([]).transcript).toEqual(first.transcript);
  expect(again([]).found).toEqual(first.found);
  const [skruttan] = first.found;
  expect(again([skruttan?.id ?? '']).transcript.text).toMatch(
    /^Skruttan ringde\. Sedan kom \[NAMN-\w{4}\]\.$/,
  );
});

test('finds that were stored before there was a model are read', () => {
  const stored = { id: '0.1', kind: 'name', start: 0, end: 1, segment: 0, pseudonym: 'Bero' };
  expect(Found.parse({ ...stored, confidence: 0.9 })).not.toHaveProperty('by');
});

describe('with any spans', () => {
  const examples = testSet(3, 6);
  const someTexts = fc
    .array(fc.constantFrom(...examples), { minLength: 1, maxLength: 3 })
    .map((some) => some.flatMap(({ segments }) => segments.map(({ text }) => text)));
  const someSpans = fc.array(
    fc.record({
      segment: fc.nat(8),
      first: fc.nat(6),
      last: fc.nat(8),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 4 },
  );

  test('all that the rules find is still found', () => {
    fc.assert(
      fc.property(someTexts, someSpans, (texts, names) => {
        const placesOf = (copy: ReturnType<typeof redacted>) =>
          copy.found.map(({ kind, start, end }) => ({ kind, start, end }));
        const all = placesOf(redacted(texts, names));
        for (const { kind, start, end } of placesOf(redacted(texts, []))) {
          const within = all.filter((one) => one.kind === kind && one.start <= start);
          expect(within.some((one) => one.end >= end)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the model reads the words that the redaction counts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
        const segments = texts.map((text, id) => ({ ...SEGMENT, id, text }));
        const words = wordsOfSegments(segments);
        for (const { segment, nth, lead, core, trail } of tokensOf(segments)) {
          expect(words[segment]?.[nth]).toBe(lead + core + trail);
        }
        expect(words.flat()).toHaveLength(tokensOf(segments).length);
      }),
    );
  });
});

const SEGMENT = { start: 0, end: 1, confidence: 1, flags: [] };
