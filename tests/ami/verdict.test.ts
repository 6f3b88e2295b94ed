import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parseReport } from '../../ami/s3-mailbox.ts';
import { judge, wordErrorRate } from '../../ami/verdict.ts';

const HEARD = {
  text: 'God morgon, och välkommen!',
  device: 'cuda',
  computeType: 'float16',
  fallback: null,
  model: 'kb-whisper-small',
  multilingual: true,
  seconds: 1.5,
};

const ON_CPU = { device: 'cpu', fallback: 'no CUDA device was found' };

describe('an image that was tried', () => {
  const SAID = 'god morgon och välkommen';

  test.each([
    ['heard what is said', { gpu: true, models: [HEARD] }, SAID],
    ['heard a quarter differently', { gpu: true, models: [HEARD] }, 'god morgon och välkomna'],
    ['has no GPU', { gpu: false, models: [{ ...HEARD, device: 'cpu' }] }, SAID],
  ])('passes: %s', (_, told, expected) => {
    expect(judge(told, expected)).toEqual(told.models);
  });

  test.each([
    ['heard half of it differently', { ...HEARD, text: 'god afton' }, 'is not published'],
    ['heard nothing', { ...HEARD, text: '' }, '100 % of the words'],
    ['has a model for English alone', { ...HEARD, multilingual: false }, 'English-only'],
    ['has a GPU that is not used', { ...HEARD, ...ON_CPU }, 'no CUDA device was found'],
    ['told something else', { text: HEARD.text }, 'told no result'],
  ])('fails, although its other model passes: %s', (_, model, sentence) => {
    const told = { gpu: true, models: [HEARD, model] };
    expect(() => judge(told, SAID)).toThrow(sentence);
  });

  test('fails if it told of no model', () => {
    expect(() => judge({ gpu: true, models: [] }, '')).toThrow('told no result');
  });
});

describe('the share of wrong words', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 });

  test('is 0 for the same words only', () => {
    fc.assert(
      fc.property(words, words, (said, heard) => {
        const rate = wordErrorRate(said.join(' '), heard.join(' '));
        expect(rate === 0).toBe(said.join(' ') === heard.join(' '));
      }),
    );
  });

  test('is that of the fewest changes', () => {
    expect(wordErrorRate('a b c d', 'a x c d')).toBe(1 / 4);
    expect(wordErrorRate('a b c d', 'a c d')).toBe(1 / 4);
    expect(wordErrorRate('a b c d', 'a b b c d')).toBe(1 / 4);
    expect(wordErrorRate('a b', 'c d e f')).toBe(2);
  });
});

describe('a report of a machine', () => {
  test('has status, result and log', () => {
    const report = parseReport('0\n{"device": "cpu"}\none\ntwo\n');
    expect(report).toEqual({ status: 0, result: { device: 'cpu' }, log: 'one\ntwo' });
  });

  test('without a result tells the status all the same', () => {
    expect(parseReport('7\n{"half\nlog')).toEqual({ status: 7, result: {}, log: 'log' });
  });

  test.each(['', 'no number\n{}', '-1\n{}'])('%j is refused', (text) => {
    expect(() => parseReport(text)).toThrow('cannot be read');
  });
});
