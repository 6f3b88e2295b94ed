import { describe, expect, test } from 'vitest';
import { claimJob, ClaimRefused, type ClaimAnswer } from '../../userdata/agent/claim-job.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { FakeClock } from './fake-clock.ts';

/** Asks a route that always answers the same; how long, in seconds, until the agent gave up. */
async function patienceWith(answer: () => ClaimAnswer): Promise<{ seconds: number; why: string }> {
  const clock = new FakeClock();
  const begun = clock.now();
  const asking = claimJob({
    post: () => Promise.resolve().then(answer),
    request: { agentId: '00000000-0000-4000-8000-000000000000' },
    deadline: begun + 240_000,
    clock,
    log: createLog(),
    signal: new AbortController().signal,
  });
  const refusal: unknown = await asking.catch((error: unknown) => error);
  if (!(refusal instanceof ClaimRefused)) throw refusal;
  return { seconds: (clock.now() - begun) / 1000, why: refusal.message };
}

describe('a claim gives up', () => {
  test.each([
    { refused: 410, least: 0, most: 0, reason: 'over' },
    { refused: 400, least: 0, most: 0, reason: 'failed (400)' },
    { refused: 404, least: 12, most: 15, reason: 'No job knows' },
    { refused: 401, least: 15, most: 20, reason: 'not authorized (401)' },
    { refused: 403, least: 15, most: 20, reason: 'not authorized (403)' },
    { refused: 409, least: 230, most: 240, reason: 'did not hand the job out' },
    { refused: 429, least: 230, most: 240, reason: 'failed (429)' },
    { refused: 503, least: 230, most: 240, reason: 'failed (503)' },
  ])(
    'after HTTP $refused for $least to $most seconds',
    async ({ refused, least, most, reason }) => {
      const { seconds, why } = await patienceWith(() => ({ refused }));
      expect(seconds).toBeGreaterThanOrEqual(least);
      expect(seconds).toBeLessThanOrEqual(most);
      expect(why).toContain(reason);
    },
  );

  test('after silence of the network for the whole boot deadline', async () => {
    const { seconds } = await patienceWith(() => {
      throw new TypeError('fetch failed');
    });
    expect(seconds).toBeGreaterThan(230);
  });
});
