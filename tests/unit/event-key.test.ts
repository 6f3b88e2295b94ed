import { expect, test } from 'vitest';
import { eventKey } from '../../core/aws/dynamodb/items.ts';

test('events of one millisecond keep the order in which they are written, each under a key of its own', () => {
  const at = '2026-11-30T23:59:59.999Z';
  const keys = Array.from({ length: 1000 }, () => eventKey('job-1', at).sk);
  expect(keys.toSorted()).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});
