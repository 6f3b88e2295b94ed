import { describe, expect } from 'vitest';
import { catching, machine, only, tokenTask } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { sharedFixture } from '../fixture/stack.ts';
import { Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);

describe('Parallel', () => {
  check('fails with the first branch that fails, without waiting for the others', async () => {
    const failing = {
      Type: 'Task',
      Resource: fixture.output('FunctionArn'),
      Parameters: { throw: 'X' },
    };
    const Branches = [only({ Type: 'Wait', Seconds: 25 }), only(failing)];
    const { output, seconds } = await workflows.run(catching({ Type: 'Parallel', Branches }, 'X'));
    expect(output['caught']).toMatchObject({ Error: 'X' });
    expect(seconds).toBeLessThan(20);
  });

  check('has a token of its own in each branch', async () => {
    const suffixes = ['-a', '-b', '-c'];
    const Branches = suffixes.map((suffix) => only(tokenTask({}, suffix)));
    const execution = await workflows.start(only({ Type: 'Parallel', Branches }));
    for (const suffix of suffixes) {
      await workflows.succeed(await workflows.token(`${execution.name}${suffix}`), suffix);
    }
    expect((await execution.settled()).output).toEqual({ it: suffixes });
  });

  check('catches inside a branch without the others noticing', async () => {
    const Branches = [
      catching(
        { Type: 'Task', Resource: fixture.output('FunctionArn'), Parameters: { throw: 'X' } },
        'X',
      ),
      only({ Type: 'Pass', Result: 'fine' }),
    ];
    const { status, output } = await workflows.run(only({ Type: 'Parallel', Branches }));
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ it: [{ caught: { Error: 'X' } }, 'fine'] });
  });
});

describe('Map', () => {
  check('runs its items in line, in order, two at a time', async () => {
    const map = {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...only({ Type: 'Pass' }) },
    };
    const { output } = await workflows.run(only(map), { items: [5, 6, 7] });
    expect(output).toEqual({
      it: [
        { value: 5, index: 0 },
        { value: 6, index: 1 },
        { value: 7, index: 2 },
      ],
    });
  });
});

describe('a Map in line', () => {
  const failing = {
    Type: 'Task',
    Resource: fixture.output('FunctionArn'),
    Parameters: { 'throw.$': '$.error' },
  };
  const long = machine({
    Look: {
      Type: 'Choice',
      Choices: [{ Variable: '$.error', StringEquals: '', Next: 'Pause' }],
      Default: 'Fail',
    },
    Pause: { Type: 'Wait', Seconds: 25, End: true },
    Fail: { ...failing, End: true },
  });

  check('fails with its first failed item, without waiting for the others', async () => {
    const map = { Type: 'Map', ItemsPath: '$.items', ItemProcessor: long };
    const input = { items: [{ error: '' }, { error: 'X' }] };
    const { output, seconds } = await workflows.run(catching(map, 'X'), input);
    expect(output['caught']).toMatchObject({ Error: 'X' });
    expect(seconds).toBeLessThan(20);
  });

  check('goes on after a failure that an item has caught', async () => {
    const Branches = [only({ Type: 'Fail', Error: 'Y' })];
    const inside = catching({ Type: 'Parallel', Branches }, 'Y');
    const MaxConcurrencyPath = '$.most';
    const map = { Type: 'Map', ItemsPath: '$.items', MaxConcurrencyPath, ItemProcessor: inside };
    const { output } = await workflows.run(only(map), { most: 1, items: [{ a: 1 }, { a: 2 }] });
    const caught = { Error: 'Y' };
    expect(output).toMatchObject({
      it: [
        { a: 1, caught },
        { a: 2, caught },
      ],
    });
  });
});

describe('JSONata', () => {
  check('gives a Parallel state its arguments and its output', async () => {
    const Branches = [only({ Type: 'Pass' }), only({ Type: 'Pass' })];
    const fields = { Arguments: '{% $states.input.a %}', Output: '{% $sum($states.result) %}' };
    const definition = only(
      { Type: 'Parallel', Branches, ...fields },
      { QueryLanguage: 'JSONata' },
    );
    expect((await workflows.run(definition, { a: 3 })).output).toEqual({ it: 6 });
  });

  check('sets the time limit of a task', async () => {
    const fields = {
      TimeoutSeconds: '{% $states.input.seconds %}',
      Arguments: { sleepMs: 20_000 },
    };
    const task = { Type: 'Task', Resource: fixture.output('FunctionArn'), ...fields };
    const definition = only(task, { QueryLanguage: 'JSONata' });
    expect(await workflows.run(definition, { seconds: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });
});

describe('Wait and Choice', () => {
  check('take seconds by path, and compare with And, Not and IsPresent', async () => {
    const rule = {
      And: [
        { Variable: '$.n', NumericEquals: 1 },
        { Variable: '$.missing', IsPresent: false },
        { Not: { Variable: '$.name', StringMatches: 'q*' } },
      ],
      Next: 'Right',
    };
    const definition = machine({
      Pause: { Type: 'Wait', SecondsPath: '$.n', Next: 'Route' },
      Route: { Type: 'Choice', Choices: [rule], Default: 'Wrong' },
      Right: { Type: 'Succeed' },
      Wrong: { Type: 'Fail', Error: 'WrongWay' },
    });
    expect((await workflows.run(definition, { n: 1, name: 'a' })).status).toBe('SUCCEEDED');
  });
});

describe('what a state sees', () => {
  check('intrinsic functions', async () => {
    const Parameters = {
      'format.$': "States.Format('a-{}', $.n)",
      'json.$': 'States.StringToJson($.text)',
      'array.$': 'States.Array(1, $.n)',
      'length.$': 'States.ArrayLength($.list)',
      'sum.$': 'States.MathAdd($.n, 1)',
      'base64.$': "States.Base64Encode('hi')",
      'merged.$': 'States.JsonMerge($.one, $.two, false)',
      'split.$': "States.StringSplit('a,b', ',')",
      'hash.$': "States.Hash('x', 'SHA-256')",
      'second.$': 'States.ArrayGetItem($.list, 1)',
      'text.$': 'States.JsonToString($.one)',
      'has.$': 'States.ArrayContains($.list, 2)',
      'uuid.$': 'States.UUID()',
    };
    const input = { n: 4, text: '{"k":[1]}', list: [1, 2], one: { a: 1 }, two: { b: 2 } };
    const { output } = await workflows.run(only({ Type: 'Pass', Parameters }), input);
    expect(output).toEqual({
      format: 'a-4',
      json: { k: [1] },
      array: [1, 4],
      length: 2,
      sum: 5,
      base64: 'aGk=',
      merged: { a: 1, b: 2 },
      split: ['a', 'b'],
      hash: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
      second: 2,
      text: expect.stringMatching(/^\{"a": ?1\}$/),
      has: true,
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  check('the context object', async () => {
    const Parameters = {
      'name.$': '$$.Execution.Name',
      'id.$': '$$.Execution.Id',
      'input.$': '$$.Execution.Input.jobId',
      'started.$': '$$.Execution.StartTime',
      'machine.$': '$$.StateMachine.Name',
      'state.$': '$$.State.Name',
      'entered.$': '$$.State.EnteredTime',
      'retries.$': '$$.State.RetryCount',
    };
    const execution = await workflows.start(only({ Type: 'Pass', Parameters }), { jobId: 'j1' });
    const { output } = await execution.settled();
    expect(output).toMatchObject({
      name: execution.name,
      id: execution.arn,
      input: 'j1',
      state: 'Only',
      retries: 0,
    });
    expect(Date.parse(String(output['entered']))).toBeGreaterThan(0);
  });
});
