import { expect, test } from 'vitest';
import type { RegisteredKey } from '../../core/aws/dynamodb/api-key-registry.ts';
import { KnownOwners } from '../../core/aws/dynamodb/known-owners.ts';

const START = Date.parse('2026-11-29T12:00:00Z');

function aKey(owner: string, endsAt?: string): RegisteredKey {
  const createdAt = '2026-11-01T00:00:00Z';
  return { owner, hash: owner, prefix: owner, scopes: ['jobs:read'], createdAt, endsAt };
}

test('an owner is known by a key that has not ended, at once and then for a minute', async () => {
  let now = START;
  let reads = 0;
  let keys = [aKey('anna'), aKey('bea', '2026-11-29T11:00:00Z')];
  const list = () => {
    reads += 1;
    return Promise.resolve(keys);
  };
  const owners = new KnownOwners({ list }, () => new Date(now));
  expect(await owners.has('anna')).toBe(true);
  expect(await owners.has('anna')).toBe(true);
  expect(reads).toBe(1);
  expect(await owners.has('bea')).toBe(false);

  keys = [aKey('carl')];
  expect(await owners.has('carl')).toBe(true);
  keys = [];
  expect(await owners.has('carl')).toBe(true);
  now = START + 60_000;
  expect(await owners.has('carl')).toBe(false);
});
