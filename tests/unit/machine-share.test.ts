import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  isShared,
  machinesForOwner,
  machinesWithin,
  SHARED_MS,
} from '../../core/machines/spot/machine-share.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const SPOT = { types: ['g4dn.xlarge', 'g5.2xlarge'], markets: ['spot'] } as const;

describe("the machines that EC2's quotas allow", () => {
  test.each([
    [{ spot: 32, 'on-demand': 8 }, SPOT, 8],
    [{ spot: 32, 'on-demand': 8 }, { ...SPOT, markets: ['spot', 'on-demand'] as const }, 10],
    [{ spot: 31, 'on-demand': 0 }, { ...SPOT, types: ['g5.2xlarge'] }, 3],
    [{ spot: 32, 'on-demand': 0 }, { ...SPOT, types: ['g6f.large'] }, 16],
  ])('%o, %o: %d', (vcpus, wanted, machines) => {
    expect(machinesWithin(vcpus, wanted)).toBe(machines);
  });

  test('are fewer by those of pools, which are for all owners', () => {
    const vcpus = { spot: 32, 'on-demand': 0 };
    expect(machinesWithin(vcpus, SPOT, 3)).toBe(5);
    expect(machinesWithin(vcpus, SPOT, 8)).toBeUndefined();
  });

  test.each([
    ['a quota of 0, of which EC2 tells the job', { spot: 0, 'on-demand': 64 }, SPOT],
    [
      'types that another quota counts',
      { spot: 32, 'on-demand': 0 },
      { ...SPOT, types: ['p4d.24xlarge'] },
    ],
    ['a size that has no number', { spot: 32, 'on-demand': 0 }, { ...SPOT, types: ['g5.metal'] }],
  ])('are unknown for %s', (_, vcpus, wanted) => {
    expect(machinesWithin(vcpus, wanted)).toBeUndefined();
  });
});

test('an owner who is alone has all; one beside another leaves half, unless there is one alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (machines) => {
      expect(machinesForOwner(machines, false)).toBe(machines);
      const share = machinesForOwner(machines, true);
      expect(share).toBeGreaterThanOrEqual(1);
      expect(machines - share).toBe(machines === 1 ? 0 : Math.floor(machines / 2));
    }),
  );
});

test.each([
  ['the first owner of all', { latest: undefined, changedAt: undefined }, false],
  ['the only one so far', { latest: 'anna', changedAt: undefined }, false],
  ['one who comes after another', { latest: 'bert', changedAt: undefined }, true],
  ['one who took turns with another just now', { latest: 'anna', changedAt: NOON - 1 }, true],
  ['one who did so long ago', { latest: 'anna', changedAt: NOON - SHARED_MS }, false],
])('%s', (_, launchers, shares) => {
  expect(isShared(launchers, 'anna', NOON)).toBe(shares);
});
