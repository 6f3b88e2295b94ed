/** The made test set of claims is large, whole and the same on every computer. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FALSEHOODS, madeSet } from '../../../bench/analysis/set/made-set.ts';
import { PROJECT } from '../../../computer/project.ts';

const readme = readFileSync(path.join(PROJECT, 'bench', 'README.md'), 'utf8');
// Throws where a quote is not in its segment.
const set = madeSet();
const claims = set.flatMap((recording) => recording.claims);
const trueClaims = claims.filter(({ falsehood }) => falsehood === undefined);

test('it is large enough, and the README names the three recordings that are held out', () => {
  expect(set.length).toBeGreaterThanOrEqual(24);
  const heldOut = set.filter((recording) => recording.heldOut);
  expect(heldOut).toHaveLength(3);
  for (const { name } of heldOut) expect(readme).toContain(`\`${name}\``);
  expect(trueClaims.length).toBeGreaterThanOrEqual(240);
  for (const kind of FALSEHOODS) {
    const planted = claims.filter(({ falsehood }) => falsehood === kind);
    expect(planted.length, kind).toBeGreaterThanOrEqual(120);
  }
});

test.each(set)('$name has enough of both, in whole sentences, each once', ({ claims: own }) => {
  const truths = own.filter(({ falsehood }) => falsehood === undefined);
  expect(truths.length).toBeGreaterThanOrEqual(20);
  expect(own.length - truths.length).toBeGreaterThanOrEqual(40);
  const sentences = own.filter(({ falsehood }) => falsehood !== 'never-said');
  expect(new Set(sentences.map(({ raw }) => raw.text)).size).toBe(sentences.length);
  for (const { raw } of own) expect(raw.text).toMatch(/^[\p{Lu}\d].*\.$/u);
});

test.each(set)('$name has a word for each that is said, in order', ({ transcript }) => {
  const { segments, words } = transcript;
  expect(words.map(({ word }) => word).join(' ')).toBe(segments.map(({ text }) => text).join(' '));
  for (const [nth, { start, end }] of words.entries()) {
    expect(end).toBeGreaterThan(start);
    expect(start).toBeGreaterThanOrEqual(words[nth - 1]?.end ?? 0);
  }
});

test('it is the same each time', () => {
  expect(madeSet()).toEqual(set);
});
