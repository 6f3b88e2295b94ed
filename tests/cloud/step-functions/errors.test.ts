import { describe, expect } from 'vitest';
import { catching, machine, only, type State } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { sharedFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';
import { Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);

const FunctionName = fixture.output('FunctionArn');

/** A call of the fixture's function by its ARN. */
function call(order: State, more: State = {}): State {
  return { Type: 'Task', Resource: FunctionName, Parameters: order, ...more };
}

async function failures(definition: State): Promise<{ tries: number; seconds: number }> {
  const execution = await workflows.start(definition);
  const { seconds } = await execution.settled();
  const failed = ['LambdaFunctionFailed', 'TaskFailed'];
  const tries = (await execution.history()).filter((type) => failed.includes(type)).length;
  return { tries, seconds };
}

describe('the names of errors', () => {
  check("a function's error is caught by its own name", async () => {
    const { output } = await workflows.run(
      catching(call({ throw: 'QuotaReached' }), 'QuotaReached'),
    );
    expect(output['caught']).toMatchObject({ Error: 'QuotaReached' });
  });

  check('the cause of a function error is its message and stack, as JSON', async () => {
    const order = { throw: 'QuotaReached', message: 'all four are taken' };
    const { error, cause } = await workflows.run(only(call(order)));
    expect(error).toBe('QuotaReached');
    expect(JSON.parse(cause ?? '')).toMatchObject({
      errorType: 'QuotaReached',
      errorMessage: 'all four are taken',
    });
  });

  check('through lambda:invoke too', async () => {
    const Parameters = { FunctionName, Payload: { throw: 'QuotaReached' } };
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters };
    const { output } = await workflows.run(catching(task, 'QuotaReached'));
    expect(output['caught']).toMatchObject({ Error: 'QuotaReached' });
  });

  check('out of a Map too', async () => {
    const ItemProcessor = only(call({ throw: 'QuotaReached' }));
    const map = { Type: 'Map', ItemsPath: '$.items', ItemProcessor };
    const { output } = await workflows.run(catching(map, 'QuotaReached'), { items: [1, 2] });
    expect(output['caught']).toMatchObject({ Error: 'QuotaReached' });
  });

  for (const [resource, name] of [
    ['aws-sdk:dynamodb', 'DynamoDb.ConditionalCheckFailedException'],
    ['dynamodb', 'DynamoDB.ConditionalCheckFailedException'],
  ] as const) {
    check(`a failed condition through ${resource} is ${name}`, async () => {
      const Parameters = {
        TableName: FIXTURE.table,
        Item: { pk: { S: 'not there' } },
        ConditionExpression: 'attribute_exists(pk)',
      };
      const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}:putItem`, Parameters };
      const { output } = await workflows.run(catching(task, name));
      expect(output['caught']).toMatchObject({ Error: name });
    });
  }

  check('an error of EC2 is Ec2.Ec2Exception, whatever its code', async () => {
    const Resource = 'arn:aws:states:::aws-sdk:ec2:terminateInstances';
    const Parameters = { InstanceIds: ['i-0123456789abcdef0'] };
    const task = { Type: 'Task', Resource, Parameters };
    const { output } = await workflows.run(catching(task, 'Ec2.Ec2Exception'));
    expect(output['caught']).toMatchObject({ Error: 'Ec2.Ec2Exception' });
  });

  check('a function that takes too long is States.Timeout', async () => {
    const task = call({ sleepMs: 15_000 }, { TimeoutSeconds: 1 });
    const { output, seconds } = await workflows.run(catching(task, 'States.Timeout'));
    expect(output['caught']).toMatchObject({ Error: 'States.Timeout' });
    expect(seconds).toBeLessThan(12);
  });

  check('no matching Choice is States.NoChoiceMatched', async () => {
    const Choices = [{ Variable: '$.kind', StringEquals: 'a', Next: 'End' }];
    const definition = machine({ Route: { Type: 'Choice', Choices }, End: { Type: 'Succeed' } });
    const { error } = await workflows.run(definition, { kind: 'b' });
    expect(error).toBe('States.NoChoiceMatched');
  });

  check('Fail takes error and cause by path', async () => {
    const fail = { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('why: {}', $.why)" };
    const { status, error, cause } = await workflows.run(machine({ fail }), {
      e: 'Mine',
      why: 'so',
    });
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Mine', cause: 'why: so' });
  });

  check('States.ALL does not cover States.DataLimitExceeded', async () => {
    const big = { Type: 'Pass', Parameters: { 'x.$': "States.Format('{}{}{}', $.b, $.b, $.b)" } };
    const Branches = [only(big)];
    const input = { b: 'x'.repeat(100_000) };
    const definition = catching({ Type: 'Parallel', Branches }, 'States.ALL');
    expect((await workflows.run(definition, input)).error).toBe('States.DataLimitExceeded');
  });
});

describe('Retry', () => {
  check('tries MaxAttempts times more, MaxDelaySeconds apart at most', async () => {
    const Retry = [
      {
        ErrorEquals: ['States.TaskFailed'],
        IntervalSeconds: 1,
        BackoffRate: 60,
        MaxDelaySeconds: 2,
        MaxAttempts: 2,
      },
    ];
    const { tries, seconds } = await failures(only(call({ throw: 'Again' }, { Retry })));
    expect(tries).toBe(3);
    expect(seconds).toBeGreaterThan(2.5);
    expect(seconds).toBeLessThan(25);
  });

  check('of a Parallel runs its branches again', async () => {
    const Branches = [only(call({ throw: 'Again' }))];
    const Retry = [
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 },
    ];
    const { tries } = await failures(only({ Type: 'Parallel', Branches, Retry }));
    expect(tries).toBe(3);
  });
});

describe('the role of a machine', () => {
  check('must allow the function that it calls', async () => {
    const { status, cause } = await workflows.run(only(call({})), {}, 'NoRightsRole');
    expect(status).toBe('FAILED');
    expect(cause).toContain('not authorized to perform: lambda:InvokeFunction');
  });

  check('must allow the table that it writes', async () => {
    const Parameters = { TableName: FIXTURE.table, Item: { pk: { S: 'x' } } };
    const task = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters };
    expect((await workflows.run(only(task), {}, 'NoRightsRole')).status).toBe('FAILED');
  });

  check('must allow the instance that it terminates', async () => {
    const Resource = 'arn:aws:states:::aws-sdk:ec2:terminateInstances';
    const task = { Type: 'Task', Resource, Parameters: { InstanceIds: ['i-0123456789abcdef0'] } };
    const { error, cause } = await workflows.run(only(task), {}, 'NoRightsRole');
    expect(error).toBe('Ec2.Ec2Exception');
    expect(cause).toContain('not authorized');
  });
});
