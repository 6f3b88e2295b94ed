import { describe, expect, test } from 'vitest';
import type { EC2Client } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { Fleet } from '../../core/aws/ec2/fleet.ts';
import type { Job } from '../../core/job/job.ts';
import { SpotDispatcher } from '../../core/machines/spot/spot-dispatcher.ts';
import { aJob } from '../support/a-job.ts';
import { ANSWERS, FakeEc2, type Answer } from './fake-ec2.ts';

const MOST_TRIES = 60;

function dispatcher(ec2: FakeEc2, onDemandFallback: boolean): SpotDispatcher {
  const client = ec2 as unknown as EC2Client;
  const deployment = {
    stage: 'test',
    region: 'eu-north-1',
    launchTemplate: 'spotscribe-test',
    imageParameter: '/spotscribe/test/ami',
    instanceTypes: ['g4dn.xlarge'],
    subnets: ['subnet-a'],
    zones: ['eu-north-1a'],
    onDemandFallback,
    rootGib: 40,
  };
  return new SpotDispatcher(deployment, {
    fleet: new Fleet(client, client),
    turns: { reserve: () => Promise.resolve(0) },
    seats: { take: () => Promise.resolve(undefined), release: () => Promise.resolve() },
    parameters: { get: () => Promise.resolve('ami-0123456789abcdef0') },
  });
}

/** Asks as the state machine does, until there is an instance. @returns its id, and the tokens used */
async function untilLaunched(ec2: FakeEc2, onDemandFallback: boolean): Promise<string> {
  const spot = dispatcher(ec2, onDemandFallback);
  const at = '2026-11-21T12:00:00.000Z';
  let job: Job = aJob({ status: 'launching', attempt: 1 });
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const asked = await spot.acquire(job, undefined);
    if (asked.kind === 'Launched') return asked.instance.id;
    const { kind: code, message, round } = asked;
    const queuedBecause = { code, message, since: at, retryAt: at, tries: 1 };
    job = { ...job, launchRound: round, queuedBecause };
  }
  throw new Error(`no instance after ${MOST_TRIES} tries`);
}

const answers = fc.array(fc.constantFrom<Answer>(...ANSWERS), { maxLength: 20 });

describe('whatever EC2 answers, and however often', () => {
  test('a job gets one instance, and it is the one that EC2 launched', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.boolean(), async (given, onDemandFallback) => {
        const ec2 = new FakeEc2(given);
        const instanceId = await untilLaunched(ec2, onDemandFallback);
        expect(ec2.launched).toEqual([instanceId]);
      }),
    );
  });

  test('a token is repeated until EC2 has answered it, and never after a definite no', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.boolean(), async (given, onDemandFallback) => {
        const ec2 = new FakeEc2(given);
        await untilLaunched(ec2, onDemandFallback);
        const tokens = ec2.asked.map(({ ClientToken }) => ClientToken);
        for (const [index, token] of tokens.slice(1).entries()) {
          const before = given[index] ?? 'launch';
          const isDefiniteNo = before === 'no-capacity' || before === 'quota';
          expect(token === tokens[index]).toBe(!isDefiniteNo);
        }
      }),
    );
  });
});

describe('a job whose ceiling pays for spot alone', () => {
  /** Ten minutes at the recorded price of 0.558 USD an hour are 0.093 USD, with what is beside it 0.097. */
  const job = aJob({ status: 'launching', attempt: 1, maxCostUsd: 0.02 });
  const spotPrices = {
    readAt: '2026-11-21T12:00:00.000Z',
    byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.2 } },
  };

  test('asks with a limit, which its instance is noted with', async () => {
    const ec2 = new FakeEc2(['launch']);
    const asked = await dispatcher(ec2, true).acquire(job, spotPrices);
    const [config] = ec2.asked[0]?.LaunchTemplateConfigs ?? [];
    expect(config?.Overrides?.map(({ MaxPrice }) => MaxPrice)).toEqual(['0.25']);
    expect(asked).toMatchObject({ kind: 'Launched', instance: { maxUsdPerHour: 0.25 } });
  });

  test('waits if there is none, and never asks for the market that it cannot pay', async () => {
    const ec2 = new FakeEc2(['no-capacity']);
    const asked = await dispatcher(ec2, true).acquire(job, spotPrices);
    expect(asked).toMatchObject({ kind: 'NoCapacity' });
    expect(ec2.asked).toHaveLength(1);
  });

  test('fails as MaxCostExceeded if that is too dear as well, and asks for nothing', async () => {
    const ec2 = new FakeEc2([]);
    const asked = dispatcher(ec2, true).acquire(job, undefined);
    await expect(asked).rejects.toMatchObject({ code: 'MaxCostExceeded' });
    expect(ec2.asked).toEqual([]);
  });
});

describe('where on-demand is declared', () => {
  test('it is asked after each no of the spot market, and spot again after its own', async () => {
    const ec2 = new FakeEc2(['no-capacity', 'quota', 'no-capacity']);
    await untilLaunched(ec2, true);
    const markets = ec2.asked.map(
      ({ TargetCapacitySpecification }) => TargetCapacitySpecification?.DefaultTargetCapacityType,
    );
    expect(markets).toEqual(['spot', 'on-demand', 'spot', 'on-demand']);
  });
});
