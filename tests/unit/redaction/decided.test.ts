import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSet } from '../../../bench/redact/test-set.ts';
import { decided } from '../../../core/redaction/decided.ts';
import { NO_DECISIONS } from '../../../core/redaction/found.ts';
import { Pseudonyms } from '../../../core/redaction/pseudonyms.ts';
import { redactTranscript } from '../../../core/redaction/redact-transcript.ts';
import { asked, transcriptOf } from './planted.ts';

const SECRET = 'a secret of this test';
const examples = testSet(5, 8);

/** The copy of these texts, and what decisions make of it. */
function decidedOf(texts: string[], style: 'tag' | 'pseudonym', decisions = NO_DECISIONS) {
  const original = transcriptOf(texts);
  const first = redactTranscript(original, asked({ style }), SECRET);
  const was = { original, copy: first.transcript, found: first.found };
  return { first, after: decided(was, decisions, new Pseudonyms(SECRET, style)) };
}

test('without decisions the copy stays as it was', () => {
  const some = fc.array(fc.constantFrom(...examples), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(some, fc.constantFrom('tag' as const, 'pseudonym' as const), (planted, style) => {
      const texts = planted.flatMap(({ segments }) => segments.map(({ text }) => text));
      const { first, after } = decidedOf(texts, style);
      expect(after.transcript).toEqual(first.transcript);
      expect(after.cues).toEqual(first.cues);
      expect(after.found).toEqual(first.found);
    }),
    { numRuns: 60 },
  );
});

test('what is rejected is shown, and what is added goes everywhere, with its genitive', () => {
  const texts = ['Sedan ringde Anna om Skruttan.', 'Det är Skruttans korg.'];
  const { first, after } = decidedOf(texts, 'tag', {
    reject: ['0.2'],
    add: [{ segment: 0, text: 'Skruttan', kind: 'name' }],
  });
  expect(first.found.map(({ id }) => id)).toEqual(['0.2']);
  const [one = '', other = ''] = after.transcript.segments.map(({ text }) => text);
  const [, tag = ''] = /^Sedan ringde Anna om (\[NAMN-\w{4}\])\.$/.exec(one) ?? [];
  expect(tag).not.toBe('');
  expect(other).toBe(`Det är ${tag}s korg.`);
  expect(after.found.map(({ id, text }) => [id, text])).toEqual([
    ['0.4', 'Skruttan'],
    ['1.2', 'Skruttans'],
  ]);
});

test('an address that is added is in no entry of the word list, whatever stands around it', () => {
  const original = transcriptOf(['Vi ses vid Gamla Kvarnen i morgon.']);
  const heard = ['Gamla Kvarnen', 'vid gamla kvarnen', 'Kvarnens', 'kvarn'];
  const copy = {
    ...original.transcript,
    vocabularyReport: {
      heard: heard.map((entry) => ({ entry, start: 1 })),
      ...{ replaced: [], refused: [] },
    },
  };
  const add = [{ segment: 0, text: 'Gamla Kvarnen', kind: 'address' as const }];
  const { transcript } = decided(
    { original, copy, found: [] },
    { reject: [], add },
    new Pseudonyms(SECRET, 'tag'),
  );
  const left = transcript.vocabularyReport?.heard.map(({ entry }) => entry);
  expect(left).toEqual(['Kvarnens', 'kvarn']);
});

test('what is added is in no list of words either', () => {
  const original = transcriptOf(['Sedan kom Skruttan.']);
  const copy = {
    ...original.transcript,
    speakers: { S1: 'Skruttan', S2: 'Läkaren' },
    review: [{ start: 0, end: 5, word: 'Skruttan', reason: 'name', score: 0.9 }],
    vocabularyReport: { heard: [{ entry: 'Skruttan', start: 3 }], replaced: [], refused: [] },
  };
  const add = [{ segment: 0, text: 'Skruttan', kind: 'name' as const }];
  const pseudonyms = new Pseudonyms(SECRET, 'pseudonym');
  const { transcript, cues } = decided(
    { original, copy, found: [] },
    { reject: [], add },
    pseudonyms,
  );
  expect(JSON.stringify([transcript, cues])).not.toMatch(/skruttan/i);
  expect(transcript.speakers).toMatchObject({ S2: 'Läkaren' });
});
