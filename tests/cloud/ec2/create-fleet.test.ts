import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { Fleets } from '../fixture/fleets.ts';
import { IMAGE, startFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';

const fixture = await startFixture({ notFoundMs: 0 });
const fleets = new Fleets(fixture);
const { faults, host } = fixture.aws.ec2;
const bothZones = [fixture.output('SubnetA'), fixture.output('SubnetB')];
let tokens = 0;
const newToken = () => `token-${++tokens}`;

afterEach(() => {
  faults.clear();
  for (const { id } of host.all()) host.terminate(id);
});
afterAll(fixture.stop);

function count(token: string): number {
  return host.all().filter(({ clientToken }) => clientToken === token).length;
}

describe('CreateFleet launches', () => {
  test('one spot instance with the tags of template and call, and the image of the parameter', async () => {
    const { id } = fleets.instance(await fleets.create({ tags: { JobId: 'job-1' } }));
    expect(await fleets.describe(id)).toMatchObject({
      ImageId: IMAGE,
      InstanceLifecycle: 'spot',
      InstanceType: 'g4dn.xlarge',
      SubnetId: fixture.output('SubnetA'),
      Placement: { AvailabilityZone: 'eu-north-1a' },
      Tags: expect.arrayContaining([
        { Key: 'JobId', Value: 'job-1' },
        { Key: 'Project', Value: 'spotscribe' },
      ]),
    });
  });

  test('on demand, which no lifecycle tells', async () => {
    const { id } = fleets.instance(await fleets.create({ market: 'on-demand' }));
    expect((await fleets.describe(id))?.InstanceLifecycle).toBeUndefined();
  });

  test('from the cheapest pool, in whatever order they are given', async () => {
    const types = ['g5.xlarge', 'g6.xlarge', 'g4dn.xlarge'];
    expect(fleets.instance(await fleets.create({ types })).type).toBe('g4dn.xlarge');
  });

  test('from another pool, telling the error of the first in the same answer', async () => {
    faults.add({
      kind: 'pool',
      code: 'InsufficientInstanceCapacity',
      match: { zone: 'eu-north-1a' },
    });
    const answer = await fleets.create({ subnets: bothZones });
    expect(fleets.instance(answer).zone).toBe('eu-north-1b');
    expect(answer.Errors?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'InsufficientInstanceCapacity',
    ]);
  });
});

describe('a limit on the spot price', () => {
  test('leaves the pools whose price is not above it', async () => {
    const types = ['g4dn.xlarge', 'g5.xlarge'];
    const subnets = [...bothZones].reverse();
    const answer = await fleets.create({ types, subnets, maxPrice: 0.205 });
    expect(fleets.instance(answer)).toMatchObject({ type: 'g4dn.xlarge', zone: 'eu-north-1a' });
  });

  test('that is below every price gets none, and an error for each pool', async () => {
    const answer = await fleets.create({ subnets: bothZones, maxPrice: 0.1 });
    expect(answer.Instances).toEqual([]);
    expect(answer.Errors?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      ...['SpotMaxPriceTooLow', 'SpotMaxPriceTooLow'],
    ]);
  });

  test('is none on demand', async () => {
    const answer = await fleets.create({ market: 'on-demand', maxPrice: 0.1 });
    expect(fleets.instance(answer).type).toBe('g4dn.xlarge');
  });
});

describe('a client token', () => {
  test('launches once, also for calls at the same time', async () => {
    const token = newToken();
    const answers = await Promise.all(Array.from({ length: 5 }, () => fleets.create({ token })));
    expect(new Set(answers.map((answer) => fleets.instance(answer).id)).size).toBe(1);
    expect(count(token)).toBe(1);
  });

  test('is used up by an answer without an instance: it replays, and no other call may use it', async () => {
    const token = newToken();
    faults.add({ kind: 'pool', code: 'UnfulfillableCapacity', times: 1 });
    const first = await fleets.create({ token });
    expect(first.Instances ?? []).toEqual([]);
    expect((await fleets.create({ token })).Errors).toEqual(first.Errors);
    await expect(fleets.create({ token, market: 'on-demand' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    expect(fleets.instance(await fleets.create({ token: newToken() })).type).toBe('g4dn.xlarge');
  });

  test('survives a lost answer: the repeated call finds what the first has launched', async () => {
    const token = newToken();
    faults.add({ kind: 'lost-answer', action: 'CreateFleet', times: 2 });
    const patient = new Fleets(fixture, { maxAttempts: 4 });
    patient.instance(await patient.create({ token }));
    expect(count(token)).toBe(1);
  });
});

describe('CreateFleet refuses', () => {
  test('two subnets of one zone', async () => {
    const subnets = [fixture.output('SubnetA'), fixture.output('SubnetA2')];
    await expect(fleets.create({ subnets })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('of one Availability Zone'),
    });
  });

  test('a launch template that does not exist', async () => {
    await expect(fleets.create({ template: 'nowhere' })).rejects.toMatchObject({
      name: 'InvalidLaunchTemplateName.NotFoundException',
    });
  });

  test('a subnet that does not exist', async () => {
    const subnets = ['subnet-00000000000000000'];
    await expect(fleets.create({ subnets })).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
    });
  });

  test('an image parameter that does not exist, in the answer', async () => {
    const { Errors } = await fleets.create({ image: 'resolve:ssm:/nowhere' });
    expect(Errors).toMatchObject([
      { ErrorCode: 'InvalidParameterValue', ErrorMessage: expect.stringContaining('/nowhere') },
    ]);
  });

  test('a tag that instance metadata could not show, in the answer', async () => {
    const { Errors } = await fleets.create({ tags: { 'a b': 'c' } });
    expect(Errors).toMatchObject([{ ErrorMessage: expect.stringContaining("'a b'") }]);
  });

  test('more calls than its bucket holds', async () => {
    faults.throttle({ capacity: 2, perSecond: 0, actions: ['CreateFleet'] });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => fleets.create()));
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({
      reason: { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } },
    });
  });
});

describe('RunInstances', () => {
  const LaunchTemplate = { LaunchTemplateName: FIXTURE.launchTemplate, Version: '$Latest' };
  const run = (more: object) =>
    fleets.client.send(
      new RunInstancesCommand({ LaunchTemplate, MinCount: 1, MaxCount: 1, ...more }),
    );

  test('launches from the template', async () => {
    const { Instances } = await run({});
    expect(Instances).toMatchObject([{ ImageId: IMAGE, InstanceType: 'g4dn.xlarge' }]);
  });

  test('has no capacity as an error of its own, with a status that SDKs repeat', async () => {
    faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
    await expect(run({})).rejects.toMatchObject({
      name: 'InsufficientInstanceCapacity',
      $metadata: { httpStatusCode: 500 },
    });
  });

  test('refuses user data over 16 KB', async () => {
    const UserData = Buffer.alloc(16 * 1024 + 1, '#').toString('base64');
    await expect(run({ UserData })).rejects.toMatchObject({ name: 'InvalidUserData.Malformed' });
  });
});
