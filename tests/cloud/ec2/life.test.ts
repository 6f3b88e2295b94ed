import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import {
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeSpotPriceHistoryCommand,
  GetConsoleOutputCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { consoleLog, type Instance } from '../../../local/ec2/instance.ts';
import { isGroupAlive } from '../../../computer/process-group.ts';
import { Fleets } from '../fixture/fleets.ts';
import { startFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';
import { until } from '../../support/until.ts';

const fixture = await startFixture({ notFoundMs: 1000 });
const fleets = new Fleets(fixture);
const { host } = fixture.aws.ec2;
afterAll(fixture.stop);

const terminate = (...InstanceIds: string[]) =>
  fleets.client.send(new TerminateInstancesCommand({ InstanceIds }));

async function untilVisible(...instances: Instance[]): Promise<void> {
  const InstanceIds = instances.map(({ id }) => id);
  const command = new DescribeInstancesCommand({ InstanceIds });
  await until('visibility', () => fleets.client.send(command).catch(() => undefined));
}

async function untilState(instance: Instance, state: Instance['state']): Promise<void> {
  await until(`${instance.id} ${state}`, () => instance.state === state);
}

/** Pids of the sleepers that an instance has started so far, in or out of its process group. */
function processesOf(instance: Instance): string[] {
  const file = `${instance.root}/pids`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

/** What EventBridge was told of an instance, in any order. */
async function expectTold({ id }: Instance, states: readonly string[]): Promise<void> {
  const told = () =>
    fixture.aws
      .functionLog(FIXTURE.function)
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes(id))
      .map((line) => /"state":"([\w-]+)"/.exec(line)?.[1] ?? '');
  await until('all events', () => told().length >= states.length);
  expect(told().sort()).toEqual([...states].sort());
}

function isAlive(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a new instance', () => {
  test('is NotFound at first, for Terminate too, and then there', async () => {
    const instance = await fleets.launch('wait');
    instance.unseenMs = 60_000; // this computer may be slow
    const notFound = { name: 'InvalidInstanceID.NotFound' };
    await expect(terminate(instance.id)).rejects.toMatchObject(notFound);
    instance.unseenMs = 0;
    await untilVisible(instance);
    await terminate(instance.id);
  });

  test('runs its user data with nothing of this computer in its environment', async () => {
    const instance = await fleets.launch('wait');
    const environment = await fleets.environment(instance);
    expect(Object.keys(environment).sort()).toEqual([
      'AWS_EC2_METADATA_SERVICE_ENDPOINT',
      'AWS_ENDPOINT_URL',
      'HOME',
      'LANG',
      'PATH',
      'PWD',
      'SHLVL',
      'SPOTSCRIBE_CLOUD_MARK',
      'SPOTSCRIBE_INSTANCE_MARK',
      'SPOTSCRIBE_ROOT',
      'TMPDIR',
      '_',
    ]);
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: fixture.aws.connection.endpoint,
      SPOTSCRIBE_ROOT: instance.root,
      HOME: `${instance.root}/home`,
    });
  });

  test('tells its console output', async () => {
    const instance = await fleets.launch('tell');
    const command = new GetConsoleOutputCommand({ InstanceId: instance.id });
    const text = await until('output', async () => {
      const answer = await fleets.client.send(command).catch(() => undefined);
      const found = Buffer.from(answer?.Output ?? '', 'base64').toString();
      return found.endsWith('\n') && found;
    });
    expect(text).toBe(`id=${instance.id} task=tell åäö\n`);
  });

  test('tells its states to EventBridge, in order', async () => {
    const instance = await fleets.launch('wait');
    await untilState(instance, 'running');
    host.terminate(instance.id);
    await expectTold(instance, ['pending', 'running', 'shutting-down', 'terminated']);
  });

  test('that cannot be started is told as terminated alone, and runs nothing', async () => {
    const launch = host.launch.bind(host);
    host.launch = (asked) => {
      host.launch = launch;
      const pending = launch(asked);
      host.failToStart(pending.id);
      return pending;
    };
    const instance = await fleets.launch('wait');
    await expectTold(instance, ['pending', 'terminated']);
    expect(instance.stateReason?.code).toBe('Client.VolumeLimitExceeded');
    expect(host.processGroup(instance.id)).toBeUndefined();
  });
});

describe('an instance ends', () => {
  const ended = async (task: string) => {
    const instance = await fleets.launch(task);
    await until(`${instance.id} gone`, () => instance.state === 'terminated');
    return instance;
  };

  test('when its user data calls shutdown', async () => {
    const { stateReason } = await ended('poweroff');
    expect(stateReason?.code).toBe('Client.InstanceInitiatedShutdown');
  });

  test('at the last of a planned, a cancelled and a new shutdown', async () => {
    expect((await ended('later')).stateReason?.code).toBe('Client.InstanceInitiatedShutdown');
  });

  test('not when its user data does', async () => {
    const instance = await fleets.launch('return');
    const group = await until('its start', () => host.processGroup(instance.id));
    await until('its end', () => !isGroupAlive(group));
    expect(instance.state).toBe('running');
  });

  test('with every process, also one that left its group and one that ignores SIGTERM', async () => {
    const instance = await fleets.launch('escape');
    await fleets.environment(instance);
    const pids = await until('both sleepers', () => {
      const found = processesOf(instance);
      return found.length === 2 && found;
    });
    expect(pids.every(isAlive)).toBe(true);
    await untilVisible(instance);
    await terminate(instance.id);
    await untilState(instance, 'terminated');
    await until('no process left', () => !pids.some(isAlive));
    expect(instance.stateReason?.code).toBe('Client.UserInitiatedShutdown');
  });

  test('when its interruption notice is over, whether it minds or not', async () => {
    const instance = await fleets.launch('wait');
    await untilState(instance, 'running');
    host.interrupt(instance.id, 300);
    await untilState(instance, 'terminated');
    expect(instance.stateReason?.code).toBe('Server.SpotInstanceTermination');
    await until('the warning', () =>
      fixture.aws.functionLog(FIXTURE.function).includes('EC2 Spot Instance Interruption Warning'),
    );
  });
});

describe('TerminateInstances', () => {
  test('ends none when one does not exist', async () => {
    const instance = await fleets.launch('wait');
    await untilVisible(instance);
    await expect(terminate(instance.id, 'i-00000000000000000')).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: expect.stringContaining('i-00000000000000000'),
    });
    expect(instance.state).not.toBe('shutting-down');
  });

  test('again tells that it is over', async () => {
    const instance = await fleets.launch('poweroff');
    await untilState(instance, 'terminated');
    await untilVisible(instance);
    const answer = await terminate(instance.id);
    expect(answer.TerminatingInstances).toMatchObject([
      { CurrentState: { Name: 'terminated' }, PreviousState: { Name: 'terminated' } },
    ]);
  });

  test('only says what it would do in a dry run', async () => {
    const instance = await fleets.launch('wait');
    await untilVisible(instance);
    const command = new TerminateInstancesCommand({ InstanceIds: [instance.id], DryRun: true });
    await expect(fleets.client.send(command)).rejects.toMatchObject({ name: 'DryRunOperation' });
  });
});

describe('what EC2 tells', () => {
  test('filters by tag, state and pattern, and pages', async () => {
    const wish = { tags: { Batch: 'seven' } };
    const made = await Promise.all(Array.from({ length: 7 }, () => fleets.launch('wait', wish)));
    await untilVisible(...made);
    const Filters = [
      { Name: 'tag:Batch', Values: ['sev*'] },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ];
    const page = (NextToken?: string) =>
      fleets.client.send(new DescribeInstancesCommand({ Filters, MaxResults: 5, NextToken }));
    const first = await page();
    const second = await page(first.NextToken);
    expect([first.Reservations?.length, second.Reservations?.length]).toEqual([5, 2]);
    expect(second.NextToken).toBeUndefined();
  });

  test('refuses a filter that it does not have', async () => {
    const Filters = [{ Name: 'colour', Values: ['red'] }];
    const command = new DescribeInstancesCommand({ Filters });
    await expect(fleets.client.send(command)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  test('status of running instances, attributes, prices, and tags that were added', async () => {
    const instance = await fleets.launch('wait');
    await untilVisible(instance);
    await untilState(instance, 'running');
    const { id } = instance;
    const send = fleets.client.send.bind(fleets.client);
    const status = await send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
    expect(status.InstanceStatuses).toMatchObject([{ InstanceStatus: { Status: 'ok' } }]);
    const Attribute = 'instanceInitiatedShutdownBehavior';
    const attribute = await send(
      new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute }),
    );
    expect(attribute.InstanceInitiatedShutdownBehavior?.Value).toBe('terminate');
    const history = await send(
      new DescribeSpotPriceHistoryCommand({ InstanceTypes: ['g5.xlarge'] }),
    );
    expect(history.SpotPriceHistory?.map(({ SpotPrice }) => SpotPrice)).toContain('0.400000');
    await send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Added', Value: 'yes' }] }));
    expect((await fleets.describe(id))?.Tags).toContainEqual({ Key: 'Added', Value: 'yes' });
  });

  test('keeps what an instance has written', async () => {
    const instance = await fleets.launch('poweroff');
    await untilState(instance, 'terminated');
    expect(readFileSync(consoleLog(instance), 'utf8')).toContain(instance.id);
  });
});
