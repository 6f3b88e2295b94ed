import { CreateStateMachineCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tasksOf } from '../support/asl-tasks.ts';
import { watchWrites, withLoss } from '../support/lost-answers.ts';
import { comparable, storedAbout } from '../support/stored-about.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { Steps, type Machines, type Step } from './repeatable-steps.ts';

const cloud = await TestCloud.shared();
const { aws, info } = cloud.cloud;
/** Functions run in this process, as the account's root. */
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: aws.connection.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: aws.connection.credentials.secretAccessKey,
  AWS_REGION: info.region,
  AWS_ENDPOINT_URL: aws.connection.endpoint,
};
const before = { ...process.env };
Object.assign(process.env, ENVIRONMENT);
const machines: Machines = {
  jobs: await machineOf('jobs'),
  deliveries: await machineOf('deliveries'),
};
const made = await Steps.of(cloud, machines);
const steps = made.all();

let unwatch: () => void;
beforeAll(async () => {
  unwatch = watchWrites();
  // Events come when the test says so.
  await aws.emulator.put({ s3Copies: 0 });
});
afterAll(async () => {
  unwatch();
  const added = Object.keys(process.env).filter((name) => !(name in before));
  for (const name of added) Reflect.deleteProperty(process.env, name);
  await cloud.leave();
});

/** Its executions have names, and do nothing. */
async function machineOf(name: string): Promise<string> {
  const deployed = { stateMachineArn: cloud.output('JobStateMachineArn') };
  const { roleArn } = await cloud.workflows.send(new DescribeStateMachineCommand(deployed));
  const { stateMachineArn = '' } = await cloud.workflows.send(
    new CreateStateMachineCommand({
      name: `nothing-${name}`,
      roleArn,
      definition: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
    }),
  );
  return stateMachineArn;
}

/** What a step leaves and answers, called until it ends as Step Functions calls it. */
async function left(
  step: Step,
  find: () => ReturnType<Step['finds'][string]>,
  { lost, times }: { lost?: number; times: number },
) {
  const { input, ids } = await find();
  const first = await withLoss(lost, () => step.run(input));
  let last = first;
  for (let time = 1; time < times; time += 1) {
    last = await withLoss(undefined, () => step.run(input));
  }
  await step.atRest?.(input);
  const stored = await storedAbout(cloud, ids, Object.values(machines));
  const same = (text: string) => comparable(text, ids).replaceAll(step.differs?.what ?? /^$/g, '');
  return {
    writes: first.writes,
    answer: same(JSON.stringify(last.answer ?? null)),
    stored: stored.map(same).filter((text) => text !== ''),
  };
}

test('every task of the workflows is here', () => {
  expect(Object.keys(steps)).toEqual(expect.arrayContaining(tasksOf().map(({ name }) => name)));
});

for (const [name, step] of Object.entries(steps)) {
  describe(`${name} finds`, () => {
    test.each(Object.entries(step.finds))(
      '%s: called again, whichever answer was lost, it ends the same',
      async (_, find) => {
        const once = await left(step, find, { times: 1 });
        expect(once.writes + once.stored.length).toBeGreaterThan(0);
        const { writes: _writes, ...end } = once;
        expect(await left(step, find, { times: 2 })).toMatchObject(end);
        for (let lost = 0; lost < once.writes; lost += 1) {
          const after = await left(step, find, { lost, times: 2 });
          expect({ lost, ...after }).toMatchObject({ lost, ...end });
        }
      },
    );
  });
}

describe('a step of attempt 1 that comes when attempt 2 runs changes nothing', () => {
  test.each(Object.entries(made.late()))('%s', async (_, { step, find }) => {
    const { input, ids } = await find();
    const stored = await storedAbout(cloud, ids, Object.values(machines));
    const { answer } = await withLoss(undefined, () => step.run(input));
    expect(await storedAbout(cloud, ids, Object.values(machines))).toEqual(stored);
    // Terminate gets no machine of attempt 2.
    expect(answer).not.toMatchObject({ instanceId: expect.stringMatching(/./) });
  });
});

test("EC2's events, in any order and twice, end the same", async () => {
  const order = [0, 1, 2];
  const ends = [order, [2, 1, 0, 2], [1, 0, 0, 2], [2, 0, 1, 1]].map(async (events) => {
    const { inputs, ids } = await made.lifeOf();
    for (const event of events) await steps['instanceChanged']?.run(inputs[event]);
    const { id: _, ...instance } = (await cloud.jobs.job(ids[0]))?.instance ?? { id: '' };
    return { stored: await storedAbout(cloud, ids, Object.values(machines)), instance };
  });
  const [inOrder, ...others] = await Promise.all(ends);
  expect(inOrder?.instance).toMatchObject({ endedAt: '2026-11-21T12:01:00.000Z' });
  for (const other of others) expect(other).toEqual(inOrder);
});
