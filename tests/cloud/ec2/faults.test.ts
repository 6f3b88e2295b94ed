import { afterAll, afterEach, expect, test } from 'vitest';
import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { Fleets } from '../fixture/fleets.ts';
import { startFixture } from '../fixture/stack.ts';
import { until } from '../../support/until.ts';

const fixture = await startFixture({ notFoundMs: 0 });
const fleets = new Fleets(fixture);
const { faults, host, gateway } = fixture.aws.ec2;

afterEach(async () => {
  faults.clear();
  for (const { id } of host.all()) host.terminate(id);
  await until('the end of all', () => host.all().every(({ state }) => state === 'terminated'));
});
afterAll(fixture.stop);

const terminate = (...InstanceIds: string[]) =>
  fleets.client.send(new TerminateInstancesCommand({ InstanceIds }));

test('a fault about one job leaves the others alone', async () => {
  const code = 'InsufficientInstanceCapacity';
  faults.add({ kind: 'pool', code, about: 'job-1' });
  const [ill, well] = [{ JobId: 'job-1' }, { JobId: 'job-2' }];
  expect((await fleets.create({ tags: ill })).Errors).toMatchObject([{ ErrorCode: code }]);
  expect(fleets.instance(await fleets.create({ tags: well }))).toBeDefined();
});

test('a refused termination is about the instances that the call names', async () => {
  const [first, second] = [
    fleets.instance(await fleets.create({ tags: { JobId: 'job-1' } })),
    fleets.instance(await fleets.create({ tags: { JobId: 'job-2' } })),
  ];
  const refusal = { kind: 'refuse', action: 'TerminateInstances', code: 'InternalError' } as const;
  faults.add({ ...refusal, about: 'job-1', times: 1 });
  await terminate(second.id);
  await expect(terminate(first.id)).rejects.toMatchObject({ name: 'InternalError' });
  await terminate(first.id);
});

test('a quota counts what is still shutting down, each market by itself', async () => {
  faults.quota = 1;
  faults.add({ kind: 'machine', prepare: (instance) => (instance.lingerMs = 2000), times: 1 });
  const first = await fleets.launch('wait');
  host.terminate(first.id);
  const { Errors } = await fleets.create();
  expect(first.state).toBe('shutting-down');
  expect(Errors).toMatchObject([{ ErrorCode: 'MaxSpotInstanceCountExceeded' }]);
  expect(fleets.instance(await fleets.create({ market: 'on-demand' }))).toBeDefined();
  await until('its end', () => first.state === 'terminated');
  expect(fleets.instance(await fleets.create())).toBeDefined();
});

test('an instance may be launched and stay unknown for longer than most', async () => {
  faults.add({ kind: 'machine', prepare: (instance) => (instance.unseenMs = Infinity), times: 1 });
  const instance = await fleets.launch('wait');
  const { id } = instance;
  const notFound = { name: 'InvalidInstanceID.NotFound' };
  await expect(terminate(id)).rejects.toMatchObject(notFound);
  await expect(fleets.describe(id)).rejects.toMatchObject(notFound);
  const found = await fleets.client.send(new DescribeInstancesCommand({}));
  expect(JSON.stringify(found.Reservations)).not.toContain(id);
  instance.unseenMs = 0;
  await expect(fleets.describe(id)).resolves.toBeDefined();
});

test('an instance whose user data was lost runs, and runs nothing', async () => {
  faults.add({ kind: 'machine', specify: (asked) => ({ ...asked, userData: '' }), times: 1 });
  const instance = await fleets.launch('wait');
  await until('it runs', () => instance.state === 'running');
  expect(host.processGroup(instance.id)).toBeUndefined();
});

test('every call is on record, with its token and its answer', async () => {
  faults.add({ kind: 'refuse', action: 'CreateFleet', code: 'RequestLimitExceeded', times: 1 });
  const wish = { token: 'on-record', tags: { JobId: 'job-9' } };
  await expect(fleets.create(wish)).rejects.toThrow();
  await fleets.create(wish);
  const calls = gateway.calls.filter(({ clientToken }) => clientToken === 'on-record');
  expect(calls.map(({ code }) => code)).toEqual(['RequestLimitExceeded', '']);
  expect(calls.every(({ about }) => about.has('job-9'))).toBe(true);
});
