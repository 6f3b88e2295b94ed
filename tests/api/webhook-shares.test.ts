import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  REPLAYS,
  ShareUsedUp,
  WEBHOOK_TESTS,
  type OwnerShare,
} from '../../core/access/owner-share.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { newDelivery, ReplayedFailed, type Delivery } from '../../core/webhooks/delivery.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

interface Owner {
  owner: string;
  key: string;
}

let owners = 0;
/** A new owner with a webhook secret. */
async function newOwner(): Promise<Owner> {
  owners += 1;
  const owner = `sharer-${owners}`;
  const key = await keyOf(cloud, owner, ['jobs:read', 'jobs:write', 'admin']);
  expect((await ask(cloud, { path: '/webhooks/default/rotate', key })).status).toBe(200);
  return { owner, key };
}

/** A stored delivery of an owner, as it is after all its tries have failed. */
async function stored(owner: string, given: Partial<Delivery> = {}): Promise<Delivery> {
  const message = {
    messageId: `msg_${newJobId()}`,
    subject: newJobId(),
    owner,
    type: 'job.completed',
    attempt: 1,
    body: '{}',
    at: new Date(),
  } as const;
  const pending = newDelivery(message, { webhookId: 'default', url: cloud.webhook.url });
  const delivery: Delivery = { ...pending, status: 'failed', failures: 8, ...given };
  await new DeliveryStore(cloud.table).create([delivery]);
  return delivery;
}

const replay = ({ key }: Owner, { deliveryId }: Delivery) =>
  ask(cloud, { path: `/deliveries/${deliveryId}/replay`, key });
const replayAll = ({ key }: Owner) =>
  ask(cloud, { path: '/webhooks/default/replay', key, body: { since: '2020-01-01T00:00:00Z' } });

const heardOf = ({ messageId }: Delivery) =>
  cloud.receiver.received.filter(({ headers }) => headers['webhook-id'] === messageId);

async function delivered(delivery: Delivery): Promise<void> {
  await cloud.until('it is delivered', 'none', async () => {
    const found = await new DeliveryStore(cloud.table).find(delivery.deliveryId);
    return found?.status === 'delivered';
  });
}

function expectLater(answer: Answered, status: 409 | 429, seconds: number): void {
  expectProblem(answer, status, status === 409 ? 'not-in-this-state' : 'rate-limited');
  const retryAfter = Number(answer.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(seconds);
}

/** Also what has come back meanwhile: one in five seconds. */
async function useUp({ owner }: { owner: string }, share: OwnerShare): Promise<void> {
  const taken = new OwnerShares(cloud.table).take(owner, share, 1000);
  await taken.catch((error: unknown) => {
    if (!(error instanceof ShareUsedUp)) throw error;
  });
}

describe('a replay', () => {
  test('asked for by many at once is sent to those who are told so, and refused to the others', async () => {
    const owner = await newOwner();
    const delivery = await stored(owner.owner);
    const answers = await Promise.all(Array.from({ length: 4 }, () => replay(owner, delivery)));
    const refused = answers.filter(({ status }) => status !== 202);
    for (const answer of refused) expectLater(answer, 409, 15);
    await delivered(delivery);
    expect(heardOf(delivery)).toHaveLength(answers.length - refused.length);
  });

  test('of a delivery in its first try is refused', async () => {
    const owner = await newOwner();
    const now = { status: 'pending', failures: 0, nextTryAt: new Date().toISOString() } as const;
    const delivery = await stored(owner.owner, now);
    expectLater(await replay(owner, delivery), 409, 15);
    expect(heardOf(delivery)).toEqual([]);
  });

  test('above the share of its owner is refused, by whatever key; others are not', async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    const shares = new OwnerShares(cloud.table);
    expect(await shares.take(owner.owner, REPLAYS, 1000)).toBe(REPLAYS.rate.burst);
    const deliveries = [await stored(owner.owner), await stored(other.owner)] as const;
    expectLater(await replay(owner, deliveries[0]), 429, 5);
    await useUp(owner, REPLAYS);
    expectLater(await replayAll(owner), 429, 5);
    const another = { owner: owner.owner, key: await keyOf(cloud, owner.owner) };
    await useUp(owner, REPLAYS);
    expectLater(await replay(another, deliveries[0]), 429, 5);
    expect((await replay(other, deliveries[1])).status).toBe(202);
    await delivered(deliveries[1]);
    expect(heardOf(deliveries[0])).toEqual([]);
  });

  test('of all that failed sends as many as the share allows, and says that there are more', async () => {
    const owner = await newOwner();
    const deliveries = [];
    for (let index = 0; index < 3; index++) deliveries.push(await stored(owner.owner));
    const shares = new OwnerShares(cloud.table);
    await shares.take(owner.owner, REPLAYS, REPLAYS.rate.burst - 1);
    const { replayed } = await cloud.until('there are more', 'none', async () => {
      const { status, text } = await replayAll(owner);
      expect(status).toBe(202);
      const answer = ReplayedFailed.parse(JSON.parse(text));
      return answer.more && answer;
    });
    expect(replayed).toBeGreaterThan(0);
    expect(replayed).toBeLessThan(deliveries.length);
  });
});

describe('a test of a webhook', () => {
  test('above the share of its owner is refused, and sent for others', async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    await new OwnerShares(cloud.table).take(owner.owner, WEBHOOK_TESTS, 1000);
    const body = { url: `${cloud.webhook.url}shared-test` };
    const heard = () => cloud.receiver.received.filter(({ path }) => path === '/shared-test');
    expectLater(await ask(cloud, { path: '/webhooks/test', key: owner.key, body }), 429, 5);
    expect(heard()).toEqual([]);
    const asked = await ask(cloud, { path: '/webhooks/test', key: other.key, body });
    expect(asked.status).toBe(200);
    expect(heard()).toHaveLength(1);
  });
});

describe('a share', () => {
  const SECOND = 1000;
  const share: OwnerShare = { name: 'tried', rate: { burst: 3, perSecond: 1 }, atOnce: 2 };

  function sharesAt(clock: { now: number }) {
    return new OwnerShares(cloud.table, () => clock.now);
  }

  test('grants what is left, and more with time', async () => {
    const clock = { now: Date.now() };
    const shares = sharesAt(clock);
    expect(await shares.take('taker', share, 2)).toBe(2);
    expect(await shares.take('taker', share, 2)).toBe(1);
    await expect(shares.take('taker', share)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(await shares.take('other', share)).toBe(1);
    clock.now += SECOND;
    expect(await shares.take('taker', share, 2)).toBe(1);
    clock.now += 100 * SECOND;
    expect(await shares.take('taker', share, 9)).toBe(3);
  });

  test('grants no more to many at once', async () => {
    const shares = sharesAt({ now: Date.now() });
    const granted = await Promise.allSettled(
      Array.from({ length: 8 }, () => shares.take('many', share)),
    );
    const refused = granted.filter(({ status }) => status === 'rejected');
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(ShareUsedUp);
    }
    expect(granted.length - refused.length).toBe(3);
  });

  /** Work in a slot, until it is ended. */
  async function heldSlot(shares: OwnerShares): Promise<() => Promise<undefined>> {
    const over = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const done = shares.hold('holder', { share, longestMs: 20 * SECOND }, () => {
      begun.resolve(undefined);
      return over.promise;
    });
    done.catch(begun.reject);
    await begun.promise;
    return () => {
      over.resolve(undefined);
      return done;
    };
  }

  test('has so many slots: free again after the work, or some time after a function died', async () => {
    const clock = { now: Date.now() };
    const shares = sharesAt(clock);
    await heldSlot(shares);
    const end = await heldSlot(shares);
    clock.now += 5 * SECOND;
    await expect(heldSlot(shares)).rejects.toMatchObject({ retryAfterSeconds: 15 });
    await end();
    const endAnother = await heldSlot(shares);
    await expect(heldSlot(shares)).rejects.toThrow(ShareUsedUp);
    clock.now += 16 * SECOND;
    await (
      await heldSlot(shares)
    )();
    await endAnother();
  });
});
