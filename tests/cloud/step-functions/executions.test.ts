import { describe, expect } from 'vitest';
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { machine, only, tokenTask, type State } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { sharedFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';
import { until } from '../../support/until.ts';
import { Execution, Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);

async function begin(stateMachineArn: string, name: string, input: string): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input });
  return (await workflows.sfn.send(command)).executionArn ?? '';
}

const PASS = only({ Type: 'Pass' });

describe('StartExecution', () => {
  check('with the same name and input starts once while it runs, and never again', async () => {
    const arn = await workflows.create(only(tokenTask()));
    const first = await begin(arn, 'job-1', '{"a":1}');
    expect(await begin(arn, 'job-1', '{"a":1}')).toBe(first);
    const exists = { name: 'ExecutionAlreadyExists' };
    await expect(begin(arn, 'job-1', '{"a":2}')).rejects.toMatchObject(exists);
    await workflows.succeed(await workflows.token('job-1'), {});
    await new Execution(workflows, first, 'job-1').settled();
    await expect(begin(arn, 'job-1', '{"a":1}')).rejects.toMatchObject(exists);
  });

  check('many at the same time, of one name, start once', async () => {
    const arn = await workflows.create(only(tokenTask()));
    const started = await Promise.all(
      Array.from({ length: 12 }, async () => begin(arn, 'job-2', '{}')),
    );
    expect(new Set(started).size).toBe(1);
    await workflows.succeed(await workflows.token('job-2'), {});
  });

  check('without a name gets one', async () => {
    const stateMachineArn = await workflows.create(PASS);
    const command = new StartExecutionCommand({ stateMachineArn });
    const { executionArn } = await workflows.sfn.send(command);
    expect(executionArn).toMatch(/:execution:.+:.+/);
  });
});

describe('an execution', () => {
  check('is listed by its status, and tells its history', async () => {
    const stateMachineArn = await workflows.create(PASS);
    const execution = new Execution(workflows, await begin(stateMachineArn, 'only', '{}'), 'only');
    await execution.settled();
    const list = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' });
    expect((await workflows.sfn.send(list)).executions).toHaveLength(1);
    const steps = ['PassStateEntered', 'PassStateExited'];
    const history = ['ExecutionStarted', ...steps, 'ExecutionSucceeded'];
    expect(await execution.history()).toEqual(history);
  });

  check('tells EventBridge how it ended', async () => {
    const execution = await workflows.start(machine({ F: { Type: 'Fail', Error: 'Told' } }));
    await execution.settled();
    await until('the event', () => {
      const lines = fixture.aws.functionLog(FIXTURE.function).split('\n');
      return lines.some((line) => line.includes(execution.name) && line.includes('"FAILED"'));
    });
  });
});

describe('StopExecution', () => {
  const waiting = only({ Type: 'Wait', Seconds: 1000 });
  const ended = [
    {
      how: 'states:startExecution.sync:2',
      status: 'ABORTED',
      what: 'an execution that is waited for',
    },
    { how: 'states:startExecution', status: 'RUNNING', what: 'no other that it has started' },
  ];
  for (const { how, status, what } of ended) {
    check(`stops ${what}`, async () => {
      const stateMachineArn = await workflows.create(waiting);
      const Parameters = { StateMachineArn: stateMachineArn, Input: {} };
      const start = { Type: 'Task', Resource: `arn:aws:states:::${how}`, Parameters };
      const Pause = { Type: 'Wait', Seconds: 1000, End: true };
      const parent = await workflows.start(machine({ Start: { ...start, Next: 'Pause' }, Pause }));
      const started = async () =>
        (await workflows.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.[0];
      await until('the other execution', started);
      await workflows.sfn.send(new StopExecutionCommand({ executionArn: parent.arn }));
      await until(status, async () => (await started())?.status === status);
      const executionArn = (await started())?.executionArn ?? '';
      await workflows.sfn.send(new StopExecutionCommand({ executionArn }));
    });
  }
});

describe('CreateStateMachine refuses', () => {
  const broken: Record<string, State> = {
    'a start that is no state': { StartAt: 'Nowhere', States: { A: { Type: 'Pass', End: true } } },
    'a transition to nowhere': machine({ A: { Type: 'Pass', Next: 'Nowhere' } }),
    'a state without an end': machine({ A: { Type: 'Pass' } }),
    'a catcher to nowhere': machine({
      A: { ...tokenTask(), End: true, Catch: [{ ErrorEquals: ['X'], Next: 'Nowhere' }] },
    }),
    'a broken branch': only({ Type: 'Parallel', Branches: [machine({ A: { Type: 'Pass' } })] }),
  };
  for (const [what, definition] of Object.entries(broken)) {
    check(what, async () => {
      const refused = workflows.create(definition);
      await expect(refused).rejects.toMatchObject({ name: 'InvalidDefinition' });
    });
  }

  check('what is no JSON', async () => {
    const roleArn = fixture.output('WorkflowRole');
    const command = new CreateStateMachineCommand({ name: 'no-json', definition: '{', roleArn });
    const refused = workflows.sfn.send(command);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});
