import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { catching, machine, only, tokenTask } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { sharedFixture } from '../fixture/stack.ts';
import { until } from '../../support/until.ts';
import { Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);

const TIMED_OUT = { name: 'TaskTimedOut' };

describe('a task that waits for its token', () => {
  check('goes on with the output that SendTaskSuccess gives', async () => {
    const execution = await workflows.start(only(tokenTask({ ResultPath: '$.result' })));
    await workflows.succeed(await execution.token(), { text: 'hej' });
    const { status, output } = await execution.settled();
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { result: { text: 'hej' } },
    });
  });

  check('fails with the error and cause that SendTaskFailure names', async () => {
    const execution = await workflows.start(catching(tokenTask(), 'SpotInterrupted'));
    await workflows.fail(await execution.token(), 'SpotInterrupted', 'taken back');
    const { output } = await execution.settled();
    expect(output['caught']).toEqual({ Error: 'SpotInterrupted', Cause: 'taken back' });
  });

  check('gets a new token with each retry; the old one is refused', async () => {
    const Retry = [{ ErrorEquals: ['SpotInterrupted'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const execution = await workflows.start(only(tokenTask({ Retry })));
    const first = await execution.token();
    await workflows.fail(first, 'SpotInterrupted');
    const second = await execution.token(first);
    await expect(workflows.succeed(first, 'stale')).rejects.toMatchObject(TIMED_OUT);
    await workflows.succeed(second, { from: 'second' });
    expect((await execution.settled()).output).toEqual({ from: 'second' });
  });

  check('accepts an answer the moment that its token can be read', async () => {
    const rounds = Array.from({ length: 8 }, async () => {
      const execution = await workflows.start(only(tokenTask()));
      await workflows.succeed(await execution.token(), {});
      return (await execution.settled()).status;
    });
    expect(new Set(await Promise.all(rounds))).toEqual(new Set(['SUCCEEDED']));
  });

  check('refuses an output that is no JSON, and goes on waiting', async () => {
    const execution = await workflows.start(only(tokenTask()));
    const taskToken = await execution.token();
    const broken = new SendTaskSuccessCommand({ taskToken, output: '{' });
    await expect(workflows.sfn.send(broken)).rejects.toMatchObject({ name: 'InvalidOutput' });
    await workflows.succeed(taskToken, {});
    expect((await execution.settled()).status).toBe('SUCCEEDED');
  });

  check('fails at once when the call that hands its token out fails', async () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: fixture.output('FunctionArn'),
        Payload: { throw: 'QuotaReached', 'token.$': '$$.Task.Token' },
      },
      TimeoutSeconds: 30,
    };
    const { output, seconds } = await workflows.run(catching(task, 'QuotaReached'));
    expect(output['caught']).toMatchObject({ Error: 'QuotaReached' });
    expect(seconds).toBeLessThan(20);
  });
});

describe('the clocks of a waiting task', () => {
  for (const name of ['States.HeartbeatTimeout', 'States.Timeout']) {
    check(`an expired heartbeat is caught as ${name}`, async () => {
      const task = tokenTask({ HeartbeatSeconds: 1, TimeoutSeconds: 60 });
      const { output, seconds } = await workflows.run(catching(task, name));
      expect(output['caught']).toMatchObject({ Error: 'States.HeartbeatTimeout' });
      expect(seconds).toBeLessThan(30);
    });
  }

  check('heartbeats keep it alive beyond its heartbeat time', async () => {
    const execution = await workflows.start(only(tokenTask({ HeartbeatSeconds: 5 })));
    const token = await execution.token();
    for (let beat = 0; beat < 12; beat++) {
      await sleep(500); // the clock under test is the emulator's
      await workflows.beat(token);
    }
    await workflows.succeed(token, {});
    expect((await execution.settled()).status).toBe('SUCCEEDED');
  });

  check('heartbeat and timeout come from the input by path', async () => {
    const task = tokenTask({ HeartbeatSecondsPath: '$.beat', TimeoutSecondsPath: '$.total' });
    const input = { beat: 1, total: 60 };
    const { output } = await workflows.run(catching(task, 'States.HeartbeatTimeout'), input);
    expect(output['caught']).toMatchObject({ Error: 'States.HeartbeatTimeout' });
  });

  check('a heartbeat by path that is not below the timeout fails the execution', async () => {
    const task = tokenTask({ HeartbeatSecondsPath: '$.beat', TimeoutSecondsPath: '$.total' });
    const input = { beat: 60, total: 60 };
    const { status, error } = await workflows.run(catching(task, 'States.ALL'), input);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('a heartbeat that is not below the timeout is refused with its definition', async () => {
    const task = tokenTask({ HeartbeatSeconds: 60, TimeoutSeconds: 60 });
    await expect(workflows.start(only(task))).rejects.toThrow('HeartbeatSeconds');
  });

  check('the total time ends it, heartbeats or not', async () => {
    const task = tokenTask({ TimeoutSeconds: 1 });
    const { output } = await workflows.run(catching(task, 'States.Timeout'));
    expect(output['caught']).toMatchObject({ Error: 'States.Timeout' });
  });

  check("the machine's own timeout ends the execution as TIMED_OUT", async () => {
    const { status } = await workflows.run(only(tokenTask(), { TimeoutSeconds: 2 }));
    expect(status).toBe('TIMED_OUT');
  });
});

describe('a token whose task is over', () => {
  check('is TaskTimedOut after a timeout, for heartbeats and answers', async () => {
    const wait = { Type: 'Wait', Seconds: 3, End: true };
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Later' }];
    const task = tokenTask({ TimeoutSeconds: 1, Catch, Next: 'Later' });
    const execution = await workflows.start(machine({ Only: task, Later: wait }));
    const token = await execution.token();
    await until('the timeout', async () =>
      (await execution.history()).includes('WaitStateEntered'),
    );
    await expect(workflows.beat(token)).rejects.toMatchObject(TIMED_OUT);
    await expect(workflows.succeed(token, {})).rejects.toMatchObject(TIMED_OUT);
    await execution.settled();
    await expect(workflows.succeed(token, {})).rejects.toMatchObject(TIMED_OUT);
  });

  check('is TaskTimedOut when a second answer comes', async () => {
    const execution = await workflows.start(only(tokenTask()));
    const token = await execution.token();
    await workflows.succeed(token, {});
    await expect(workflows.fail(token, 'Late')).rejects.toMatchObject(TIMED_OUT);
  });

  check('is refused once the execution was stopped, which stays ABORTED', async () => {
    const execution = await workflows.start(only(tokenTask()));
    const token = await execution.token();
    const stop = { executionArn: execution.arn, error: 'Cancelled', cause: 'by its owner' };
    await workflows.sfn.send(new StopExecutionCommand(stop));
    await expect(workflows.succeed(token, {})).rejects.toMatchObject(TIMED_OUT);
    expect(await execution.settled()).toMatchObject({ status: 'ABORTED', error: 'Cancelled' });
  });

  check('is refused when a sibling branch has failed', async () => {
    const failing = machine({
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Fail' },
      Fail: { Type: 'Fail', Error: 'BranchFailed' },
    });
    const Branches = [only(tokenTask({ TimeoutSeconds: 60 })), failing];
    const execution = await workflows.start(
      catching({ Type: 'Parallel', Branches }, 'BranchFailed'),
    );
    const token = await execution.token();
    expect((await execution.settled()).status).toBe('SUCCEEDED');
    await expect(workflows.succeed(token, {})).rejects.toMatchObject(TIMED_OUT);
  });

  check('is InvalidToken when it never was one', async () => {
    const never = workflows.succeed('x'.repeat(40), {});
    await expect(never).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
