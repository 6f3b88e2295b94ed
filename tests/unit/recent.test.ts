import { expect, test } from 'vitest';
import { Recent } from '../../core/base/recent.ts';

const START = Date.parse('2026-11-29T12:00:00Z');
const at = (ms: number) => new Date(START + ms);

test('is read once for calls at the same time, and again when it is old', async () => {
  let reads = 0;
  const recent = new Recent(async () => Promise.resolve((reads += 1)), 5000);
  expect(await Promise.all([recent.get(at(0)), recent.get(at(0))])).toEqual([1, 1]);
  expect(await recent.get(at(4999))).toBe(1);
  expect(await recent.get(at(5000))).toBe(2);
});

test('is read again at once after a failure', async () => {
  const answers = [Promise.reject(new Error('throttled')), Promise.resolve('there')];
  const recent = new Recent(async () => answers.shift() ?? '', 5000);
  await expect(recent.get(at(0))).rejects.toThrow('throttled');
  expect(await recent.get(at(1))).toBe('there');
});
