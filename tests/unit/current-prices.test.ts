import { expect, test } from 'vitest';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import type { SpotPrices } from '../../core/costs/spot-prices.ts';
import { currentPrices } from '../../core/steps/attempts/current-prices.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const types = ['g4dn.xlarge'];

function read(minutesAgo: number): SpotPrices {
  const readAt = new Date(now.getTime() - minutesAgo * 60_000).toISOString();
  return { readAt, byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.3 } } };
}

/** @param answer EC2's: prices, or an error */
function cloud(kept: SpotPrices | undefined, answer: object | Error, isOurTurn = true) {
  const seen: { asked: number; kept: SpotPrices | undefined } = { asked: 0, kept };
  const ec2 = {
    send: async () => {
      seen.asked += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const prices = {
    spotPrices: async () => Promise.resolve(seen.kept),
    takeTurn: async () => Promise.resolve(isOurTurn),
    keep: async (fresh: SpotPrices) => {
      seen.kept = fresh;
      return Promise.resolve();
    },
  };
  const market = new SpotMarket(ec2 as unknown as EC2Client);
  return { seen, using: { prices, market, instanceTypes: types } };
}

const told = {
  SpotPriceHistory: [
    { InstanceType: 'g4dn.xlarge', AvailabilityZone: 'eu-north-1a', SpotPrice: '0.200000' },
    { InstanceType: 'g4dn.xlarge', AvailabilityZone: 'eu-north-1a', SpotPrice: '0.900000' },
    { InstanceType: 'g4dn.xlarge', AvailabilityZone: 'eu-north-1b', SpotPrice: '0.210000' },
    { InstanceType: 'm5.large', AvailabilityZone: 'eu-north-1b', SpotPrice: '0.010000' },
  ],
};
const fresh = {
  readAt: now.toISOString(),
  byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.2, 'eu-north-1b': 0.21 } },
};

test('EC2 is not asked for an hour', async () => {
  const { seen, using } = cloud(read(59), told);
  expect(await currentPrices(now, using)).toEqual(read(59));
  expect(seen.asked).toBe(0);
});

test.each([['old', read(60)] as const, ['none', undefined] as const])(
  'prices that are %s are read anew, by zone and the newest of each, and kept for the others',
  async (_, kept) => {
    const { seen, using } = cloud(kept, told);
    expect(await currentPrices(now, using)).toEqual(fresh);
    expect(seen.kept).toEqual(fresh);
  },
);

test('while somebody else asks, the old ones do', async () => {
  const { seen, using } = cloud(read(90), told, false);
  expect(await currentPrices(now, using)).toEqual(read(90));
  expect(seen.asked).toBe(0);
});

test('an EC2 that does not answer costs nobody the request', async () => {
  const { using } = cloud(read(90), new Error('RequestLimitExceeded'));
  expect(await currentPrices(now, using)).toEqual(read(90));
});
