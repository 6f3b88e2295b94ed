/** Which jobs may go to the endpoint, with what figures, and what they pay. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { spentUsd } from '../../../core/costs/cost-ceiling.ts';
import { mlPrice } from '../../../core/costs/ml-prices.ts';
import { RedactRequest } from '../../../core/redaction/redact-request.ts';
import { workOutQuote } from '../../../core/costs/work-out-quote.ts';
import type { JobInstance } from '../../../core/job/job.ts';
import { afterLoss, toTerminate } from '../../../core/machines/job-machines.ts';
import { chooseRoute } from '../../../core/machines/route-choice.ts';
import type { RoutedJob } from '../../../core/machines/route-options.ts';
import {
  attemptOf,
  customAttributes,
  inferenceId,
  InvocationOptions,
} from '../../../core/machines/sagemaker/messages.ts';
import { SAGEMAKER_LIMITS } from '../../../core/base/sagemaker-limits.ts';
import { newJobId } from '../../../core/base/job-id.ts';
import { whyNotAvailable } from '../../../core/job/route-name.ts';
import { costReceipt } from '../../../core/view/cost-receipt.ts';
import { aJob } from '../../support/a-job.ts';

const now = new Date('2026-11-30T12:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const model = 'kb-whisper-small';
const region = 'eu-north-1';
const endpoint = { name: 'spotscribe-dev', region, type: 'ml.g4dn.xlarge', model };
const pools = {
  ...{ servers: [], waiting: [], warmMax: 0, endpoint },
  batch: { maxMachines: 0, waitMinutes: 10 },
};
const stored = aJob().audio;

function job(changes: Partial<RoutedJob> = {}): RoutedJob {
  const quote = workOutQuote(
    { durationSeconds: 3600, model },
    {
      ...{ region, instanceTypes: ['g4dn.xlarge'], zones: ['eu-north-1a'] },
      ...{ onDemandFallback: false, rootGib: 40 },
    },
    {
      prices: { readAt: at(0), byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.2 } } },
      ...{ speeds: {}, now },
    },
  );
  return {
    ...{ model, requestedRoute: 'sagemaker', earlierInstances: [], quote, audio: stored },
    ...changes,
  };
}

test('a job that asks for it gets it, with the reasons and the range from zero instances', () => {
  const { route, because, figures } = chooseRoute(job(), pools, now);
  expect(route).toBe('sagemaker');
  expect(because.join(' ')).toMatch(/asked for sagemaker.*started from zero.*No text can be read/);
  const { costUsd, completedInSeconds } = figures.find((one) => one.route === route) ?? {};
  const work = job().quote?.basis[0]?.workSeconds ?? { low: 0, high: 0 };
  expect(completedInSeconds?.low).toBeCloseTo(1 + work.low, 0);
  expect(completedInSeconds?.high).toBeCloseTo(900 + work.high, 0);
  // Start, work and 20 minutes until it is scaled in, at 1.4 times 0.558 USD.
  const high = ((900 + work.high + 1200) / 3600) * 0.558 * 1.4;
  expect(costUsd?.high).toBeCloseTo(high, 2);
});

test('any other job gets an instance of its own, which is sooner and cheaper at worst', () => {
  const { route, rejected } = chooseRoute(job({ requestedRoute: 'auto' }), pools, now);
  expect(route).toBe('spot');
  const why = rejected.find((one) => one.route === 'sagemaker');
  expect(why?.because).toMatch(/^No faster/);
});

test('a job of unknown length goes there only if it asks for it', () => {
  const unknown = { quote: undefined };
  expect(chooseRoute(job(unknown), pools, now).route).toBe('sagemaker');
  expect(chooseRoute(job({ ...unknown, requestedRoute: 'auto' }), pools, now).route).toBe('spot');
});

test('a deployment without an endpoint does not have the route', () => {
  const without = { ...pools, endpoint: undefined };
  const { route, rejected } = chooseRoute(job(), without, now);
  expect(route).toBe('spot');
  expect(rejected.map((one) => one.route)).toEqual(['batch', 'warm']);
  expect(whyNotAvailable('sagemaker', { sagemakerEndpoint: '' })).toMatch(/^This deployment/);
  expect(whyNotAvailable('sagemaker', { sagemakerEndpoint: 'e' })).toBeUndefined();
  expect(whyNotAvailable('warm', {})).toBeUndefined();
});

test.each<[string, Partial<RoutedJob>, RegExp]>([
  ['an analysis', { analysis: [{ preset: 'summary' }] }, /makes no analyses/],
  ['speakers', { speakers: 'auto' }, /tells no speakers apart/],
  ['a review', { review: true }, /hears nothing a second time/],
  ['a word list', { vocabulary: ['Anna'] }, /takes no word list/],
  ['a redaction', { redact: RedactRequest.parse({}) }, /makes no pseudonymised copy/],
  ['another model', { model: 'kb-whisper-large' }, /has kb-whisper-small, and not/],
  [
    'audio at an address',
    { audio: { source: 'url', url: 'https://x.example/a.mp3', filename: 'a.mp3' } },
    /no network/,
  ],
  [
    'more than a GiB',
    { audio: { ...stored, bytes: 1024 ** 3 + 1 } as never },
    /at most 1073741824/,
  ],
  ['a name beyond ASCII', { audio: { ...stored, key: 'in/demo/möte.mp3' } as never }, /ASCII/],
  ['a ceiling below the high end', { maxCostUsd: 0.05 }, /may cost .+ of its ceiling are left/],
  [
    'an attempt that the endpoint has lost',
    { earlierInstances: [{ id: 'sagemaker:job-1-1' }] },
    /did not do the job before/,
  ],
])('does not take a job with %s, and says why', (_, changes, because) => {
  const choice = chooseRoute(job(changes), pools, now);
  expect(choice.route).toBe('spot');
  expect(choice.because[0]).toMatch(/^The job asked for sagemaker and does not get it\./);
  expect(choice.because[0]).toMatch(because);
});

function anInvocation(given: Partial<JobInstance> = {}): JobInstance {
  return {
    id: 'sagemaker:job-0123456789abcdef01234567-1',
    ...{ type: endpoint.type, market: 'sagemaker', zone: region, imageId: 'none' },
    ...{ launchedAt: at(0), usdPerHour: 0.7812, priceFrom: 'recorded' },
    ...given,
  };
}

describe('what a job pays', () => {
  const receipt = (instance: JobInstance, after: number) =>
    costReceipt(
      aJob({ status: 'completed', attempt: 1, instance, endedAt: at(after) }),
      new Date(at(after)),
    );
  const machine = (instance: JobInstance, after = 700) =>
    receipt(instance, after)?.lines.filter(({ attempt }) => attempt !== undefined);

  test('its own seconds, without the start, the volume and the address', () => {
    const lines = machine(anInvocation({ runningAt: at(600), endedAt: at(636) }));
    expect(lines).toEqual([
      {
        ...{ what: 'instance', attempt: 1, of: 'ml.g4dn.xlarge, sagemaker, eu-north-1' },
        ...{ quantity: 36, unit: 'seconds', priceUsd: 0.7812, per: 3600 },
        // The factor to EC2's price is assumed in this region.
        ...{ costUsd: 0.007812, estimated: true },
      },
    ]);
  });

  test('without an answer of the container: at most an hour, as an estimate', () => {
    expect(machine(anInvocation({ endedAt: at(300) }))?.[0]).toMatchObject({
      ...{ quantity: 300, estimated: true },
    });
    expect(machine(anInvocation({ endedAt: at(20_000) }), 20_000)?.[0]?.quantity).toBe(3600);
  });

  test('nothing more after SageMaker’s own limits, even if its message never comes', () => {
    expect(receipt(anInvocation(), 3600)?.final).toBe(false);
    expect(receipt(anInvocation(), 8 * 3600)?.final).toBe(true);
  });

  test('what it has spent there counts for its ceiling', () => {
    const ran = anInvocation({ runningAt: at(600), endedAt: at(636) });
    expect(spentUsd([ran], region)).toBeCloseTo(0.007812, 6);
    expect(spentUsd([{ ...ran, usdPerHour: undefined }], region)).toBe(Infinity);
  });

  test('prices are recorded, or said to be assumed', () => {
    expect(mlPrice('us-east-1', 'ml.g4dn.xlarge')).toEqual({
      ...{ usdPerHour: 0.7364, isAssumed: false },
    });
    expect(mlPrice(region, 'ml.g5.xlarge')?.isAssumed).toBe(true);
    expect(mlPrice('mars-1', 'ml.g5.xlarge')).toBeUndefined();
  });
});

test('its end terminates no instance, and no capacity pool of EC2 is avoided for it', () => {
  const lost = aJob({ status: 'processing', attempt: 1, instance: anInvocation() });
  expect(toTerminate(lost)).toBeUndefined();
  expect(afterLoss(lost, at(9))).toMatchObject({
    lostPools: [],
    earlierInstances: [{ attempt: 1, market: 'sagemaker' }],
  });
});

describe('a request', () => {
  test('has an id of SageMaker’s length, which names the attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (attempt) => {
        const of = { jobId: newJobId(), attempt };
        expect(inferenceId(of).length).toBeLessThanOrEqual(SAGEMAKER_LIMITS.inferenceIdLength);
        expect(attemptOf(inferenceId(of))).toEqual(of);
      }),
    );
    for (const id of ['', 'job-1', 'other-1', `${newJobId()}-0`, newJobId()]) {
      expect(attemptOf(id)).toBeUndefined();
    }
  });

  test('has the options in visible ASCII, within SageMaker’s length, and nothing else of the job', () => {
    const longest = { ...aJob({ model: 'm'.repeat(64), track: 63, words: true }) };
    const text = customAttributes(longest);
    expect(text).toMatch(/^[\w-]+$/);
    expect(text.length).toBeLessThan(SAGEMAKER_LIMITS.customAttributesBytes / 2);
    const sent: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    expect(InvocationOptions.strict().parse(sent)).toMatchObject({ track: 63, words: true });
  });
});
