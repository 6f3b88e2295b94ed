import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Job, JobInstance } from '../../core/job/job.ts';
import { costReceipt, type ReceiptLine } from '../../core/view/cost-receipt.ts';
import { aJob } from '../support/a-job.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const now = (seconds: number) => new Date(NOON + seconds * 1000);

function anInstance(given: Partial<JobInstance> = {}): JobInstance {
  return {
    id: 'i-0123456789abcdef0',
    type: 'g4dn.xlarge',
    market: 'spot',
    zone: 'eu-north-1a',
    imageId: 'ami-0123456789abcdef0',
    launchedAt: at(0),
    runningAt: at(20),
    usdPerHour: 0.18,
    priceFrom: 'spot',
    rootGib: 40,
    ...given,
  };
}

function completed(given: Partial<Job> = {}): Job {
  return aJob({
    status: 'completed',
    attempt: 1,
    instance: anInstance({ endedAt: at(220) }),
    ...given,
  });
}

function lineOf(job: Job, what: string, attempt = 1): ReceiptLine | undefined {
  const lines = costReceipt(job, now(320))?.lines ?? [];
  return lines.find((line) => line.what === what && (line.attempt ?? attempt) === attempt);
}

test('what was asked for beside the text is named, and has no line of its own', () => {
  const redact = { kinds: ['name'], style: 'tag', audio: true, keepOriginal: true } as const;
  const asking = completed({
    speakers: 2,
    review: true,
    redact: { ...redact, kinds: [...redact.kinds] },
  });
  const plain = costReceipt(completed(), now(320));
  const asked = costReceipt(asking, now(320));
  expect(asked?.includes).toEqual(['speakers', 'review', 'redactedAudio']);
  expect(asked?.lines).toEqual(plain?.lines);
  expect(plain).not.toHaveProperty('includes');
});

test('tokens of analyses are counted, and cost nothing beside the seconds of the machine', () => {
  const tokens = { prompt: 4000, completion: 600 };
  const claims = { supported: 1, unsupported: 0, doubtful: 0 };
  const one = { preset: 'summary', status: 'completed', claims, tokens, seconds: 20 } as const;
  const job = completed({ analysis: [{ preset: 'summary' }], analyses: [one, one] });
  expect(lineOf(job, 'analysisTokens')).toEqual({
    what: 'analysisTokens',
    ...{ quantity: 9200, unit: 'tokens', priceUsd: 0, per: 1, costUsd: 0 },
  });
  const transitions = (of: Job) => lineOf(of, 'stateTransitions')?.quantity ?? 0;
  expect(transitions(job)).toBeGreaterThan(transitions(completed()));
  expect(lineOf(completed(), 'analysisTokens')).toBeUndefined();
});

test('an upload in parts costs a request for each of them, one to begin and one to end it', () => {
  const audio = { source: 'upload', bucket: 'b', key: 'k', filename: 'f', bytes: 9 } as const;
  const requests = (etag: string) =>
    lineOf(completed({ audio: { ...audio, etag } }), 's3Writes')?.quantity ?? 0;
  expect(requests('0123456789abcdef-640')).toBe(requests('0123456789abcdef') + 642);
});

describe('the receipt of an instance that ran for 200 seconds', () => {
  test('is seconds times the price at its launch, and what ran beside it', () => {
    const job = completed();
    // 200 s × 0.18 USD / 3600 s; 200 s × 0.005 USD / 3600 s; 200 s × 40 GiB × 0.0836 USD / 2,628,000 s
    expect(lineOf(job, 'instance')).toEqual({
      what: 'instance',
      of: 'g4dn.xlarge, spot, eu-north-1a',
      attempt: 1,
      ...{ quantity: 200, unit: 'seconds', priceUsd: 0.18, per: 3600, costUsd: 0.01 },
    });
    expect(lineOf(job, 'publicIpv4')).toMatchObject({ quantity: 200, costUsd: 0.00027778 });
    expect(lineOf(job, 'volume')).toMatchObject({ quantity: 8000, costUsd: 0.00025449 });
  });

  test('counts requests, transitions and what is kept, and says that these are worked out', () => {
    const job = completed();
    // 12 × 0.025 USD / 1000; 10 × 0.2 USD / 1,000,000
    expect(lineOf(job, 'stateTransitions')).toMatchObject({ quantity: 12, costUsd: 0.0003 });
    expect(lineOf(job, 'lambdaRequests')).toMatchObject({ quantity: 10, costUsd: 0.000002 });
    expect(lineOf(job, 'stateTransitions')?.estimated).toBe(true);
    const audio = { ...job.audio, source: 'upload', bytes: 1024 ** 3 } as Job['audio'];
    // A GiB for 30 days: 30 / 30.4 months × 0.023 USD
    expect(lineOf({ ...job, audio }, 'audioStorage')).toMatchObject({ costUsd: 0.02269737 });
  });
});

describe('what an instance is charged for', () => {
  const seconds = (instance: Partial<JobInstance>) =>
    lineOf(completed({ instance: anInstance(instance) }), 'instance');

  test('is a minute at least, as EC2 has it', () => {
    expect(seconds({ endedAt: at(25) })).toMatchObject({ quantity: 60 });
  });

  test('is a begun second in whole', () => {
    expect(seconds({ endedAt: at(120.2) })).toMatchObject({ quantity: 101 });
  });

  test('runs on until EC2 tells of its end', () => {
    expect(seconds({})).toMatchObject({ quantity: 300 });
  });

  test('begins with its launch if EC2 never told of its running, as an estimate', () => {
    const line = seconds({ runningAt: undefined, endedAt: at(100) });
    expect(line).toMatchObject({ quantity: 100, estimated: true });
  });

  test('is the recorded on-demand price where no spot price was known, as an estimate', () => {
    const line = seconds({ usdPerHour: undefined, priceFrom: undefined, endedAt: at(3620) });
    expect(line).toMatchObject({ priceUsd: 0.558, costUsd: 0.558, estimated: true });
  });

  test('is left open where nobody knows a price, and the total is of the others', () => {
    const unknown = { type: 'p9.xlarge', usdPerHour: undefined, endedAt: at(220) };
    const job = completed({ instance: anInstance(unknown) });
    expect(lineOf(job, 'instance')).toMatchObject({ priceUsd: null, costUsd: null });
    expect(costReceipt(job, now(0))?.totalUsd).toBeGreaterThan(0);
  });
});

describe('the receipt of a job on a machine that takes job after job', () => {
  const shared = { pool: 'batch', takenAt: at(150), endedAt: undefined } as const;
  const job = (given: Partial<JobInstance>) =>
    completed({ endedAt: at(180), instance: anInstance({ ...shared, ...given }) });

  test('is the time for which it had the machine, as an estimate, until that has ended', () => {
    expect(lineOf(job({}), 'instance')).toMatchObject({ quantity: 30, estimated: true });
    expect(costReceipt(job({}), now(320))?.final).toBe(false);
  });

  test("is its share of the machine's seconds from then on", () => {
    const ended = job({ shareSeconds: 41.5, endedAt: at(300) });
    expect(lineOf(ended, 'instance')).toMatchObject({ quantity: 41.5 });
    expect(lineOf(ended, 'instance')?.estimated).toBeUndefined();
    expect(costReceipt(ended, now(320))?.final).toBe(true);
  });

  test("is nothing for a machine of one's own, which has no address and no volume of the account", () => {
    const own = job({ market: 'own', type: 'box', zone: 'none', pool: 'warm' });
    expect(lineOf(own, 'instance')).toMatchObject({ quantity: 30, priceUsd: 0, costUsd: 0 });
    expect(lineOf(own, 'publicIpv4')).toBeUndefined();
    expect(lineOf(own, 'volume')).toBeUndefined();
    expect(costReceipt(own, now(320))?.final).toBe(true);
  });
});

describe('a receipt', () => {
  test('is there from the first launch on, and of a job that ended without one', () => {
    expect(costReceipt(aJob(), now(0))).toBeUndefined();
    expect(costReceipt(aJob({ status: 'launching', attempt: 1 }), now(0))).toBeUndefined();
    const launched = aJob({ status: 'launching', attempt: 1, instance: anInstance() });
    expect(costReceipt(launched, now(0))).toMatchObject({ final: false });
    expect(costReceipt(aJob({ status: 'failed' }), now(0))).toMatchObject({ final: true });
  });

  test('is final when the job is over and its instance has ended, not before', () => {
    expect(costReceipt(completed(), now(0))?.final).toBe(true);
    expect(costReceipt(completed({ instance: anInstance() }), now(0))?.final).toBe(false);
    expect(costReceipt(completed({ status: 'processing' }), now(0))?.final).toBe(false);
  });

  test('has lines of every attempt', () => {
    const lost = anInstance({ type: 'g5.xlarge', endedAt: at(420), isEndAssumed: true });
    const job = completed({ attempt: 2, earlierInstances: [lost] });
    expect(lineOf(job, 'instance', 1)).toMatchObject({ quantity: 400, estimated: true });
    expect(lineOf(job, 'instance', 2)).toMatchObject({ quantity: 200 });
    expect(lineOf(job, 'stateTransitions')).toMatchObject({ quantity: 24 });
  });
});

const moment = fc.integer({ min: 0, max: 100_000 });
const instance = fc
  .record({
    type: fc.constantFrom('g4dn.xlarge', 'g5.xlarge', 'g6.xlarge', 'p9.xlarge'),
    usdPerHour: fc.option(fc.double({ min: 0.01, max: 40, noNaN: true }), { nil: undefined }),
    runsFor: fc.option(moment, { nil: undefined }),
    ends: fc.option(moment, { nil: undefined }),
  })
  .map(({ type, usdPerHour, runsFor, ends }) =>
    anInstance({
      ...{ type, usdPerHour },
      runningAt: runsFor === undefined ? undefined : at(runsFor),
      endedAt: ends === undefined ? undefined : at((runsFor ?? 0) + ends),
    }),
  );
const anyJob = fc
  .record({ instance, earlierInstances: fc.array(instance, { maxLength: 4 }) })
  .map((instances) => completed({ ...instances, attempt: instances.earlierInstances.length + 1 }));

describe('of any job', () => {
  test('the total is the sum of the lines to the last digit, and each line is its own arithmetic', () => {
    fc.assert(
      fc.property(anyJob, moment, (job, seconds) => {
        const { lines = [], totalUsd } = costReceipt(job, now(seconds)) ?? {};
        const digits = (usd: number) => Math.round(usd * 1e8);
        const sum = lines.reduce((all, { costUsd }) => all + digits(costUsd ?? 0), 0);
        expect(totalUsd).toBe(sum / 1e8);
        for (const { quantity, priceUsd, per, costUsd } of lines) {
          if (priceUsd === null) expect(costUsd).toBeNull();
          else expect(digits(costUsd ?? NaN)).toBe(digits((quantity * priceUsd) / per));
        }
      }),
    );
  });

  test('it never becomes less as time passes', () => {
    fc.assert(
      fc.property(anyJob, moment, moment, (job, first, more) => {
        const before = costReceipt(job, now(first))?.totalUsd ?? NaN;
        const after = costReceipt(job, now(first + more))?.totalUsd ?? NaN;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('it leaves room for the rest of a webhook, which may have 20 kB', () => {
    const earlierInstances = Array.from({ length: 9 }, () => anInstance({ endedAt: at(3600) }));
    const job = completed({ attempt: 10, earlierInstances });
    expect(JSON.stringify(costReceipt(job, now(0))).length).toBeLessThan(10_000);
  });
});
