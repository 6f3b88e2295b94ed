import { describe, expect, test } from 'vitest';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';

/** A parameter store, whose reads are counted. */
class Store {
  reads = 0;
  fails = false;
  readonly values = new Map<string, string>();

  async get(name: string): Promise<string | undefined> {
    this.reads += 1;
    await Promise.resolve();
    if (this.fails) throw new Error('throttled');
    return this.values.get(name);
  }
}

function aStore(seconds: number) {
  const store = new Store();
  const clock = { now: 0 };
  return { store, clock, recent: new RecentParameters(store, seconds, () => clock.now) };
}

describe('a parameter', () => {
  test('is read once for a burst of calls, though it does not exist', async () => {
    const { store, recent } = aStore(5);
    store.values.set('image', 'ami-1');
    const values = await Promise.all(
      Array.from({ length: 50 }, (_, nth) => recent.get(nth % 2 === 0 ? 'image' : 'model')),
    );
    expect(new Set(values)).toEqual(new Set(['ami-1', undefined]));
    expect(store.reads).toBe(2);
  });

  test('is known no longer than that', async () => {
    const { store, clock, recent } = aStore(5);
    expect(await recent.get('secret')).toBeUndefined();
    store.values.set('secret', 'new');
    clock.now = 4999;
    expect(await recent.get('secret')).toBeUndefined();
    clock.now = 5000;
    expect(await recent.get('secret')).toBe('new');
  });

  test('that could not be read is asked for again', async () => {
    const { store, recent } = aStore(5);
    store.fails = true;
    await expect(recent.get('image')).rejects.toThrow('throttled');
    store.fails = false;
    store.values.set('image', 'ami-1');
    expect(await recent.get('image')).toBe('ami-1');
  });

  test('is read every time if nothing may be old', async () => {
    const { store, recent } = aStore(0);
    await recent.get('image');
    await recent.get('image');
    expect(store.reads).toBe(2);
  });
});
