/** Distributed Map: what its children get, how its Map Run ends, and what is left of it. */
import { randomUUID } from 'node:crypto';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { catching, machine, only, tokenTask, type State } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { sharedFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';
import { Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);
const s3 = new S3Client(fixture.aws.connection);
const Bucket = FIXTURE.quietBucket;

const pass = only({ Type: 'Pass' });

/** A Map in distributed mode, whose children are `child`. */
function map(more: State, child: State = pass, ExecutionType = 'STANDARD'): State {
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType };
  return { Type: 'Map', ItemProcessor: { ProcessorConfig, ...child }, ...more };
}

function listing(Prefix: string): State {
  return { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket, Prefix } };
}

function file(Key: string, InputType: string, more: State = {}): State {
  const Resource = 'arn:aws:states:::s3:getObject';
  return { Resource, ReaderConfig: { InputType, ...more }, Parameters: { Bucket, Key } };
}

function writer(Prefix: string): State {
  return { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket, Prefix } };
}

async function put(Key: string, Body: string): Promise<string> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return Key;
}

async function read(Key: string): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

/** The Map Run of an execution, as soon as there is one. */
async function runOf(executionArn: string) {
  const mapRunArn = await until('the Map Run', async () => {
    const { mapRuns } = await workflows.sfn.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns?.[0]?.mapRunArn;
  });
  const describe = () => workflows.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  const children = async () =>
    (await workflows.sfn.send(new ListExecutionsCommand({ mapRunArn }))).executions ?? [];
  return { mapRunArn, describe, children };
}

describe('a Distributed Map reads', () => {
  check('the objects below a prefix', async () => {
    const prefix = `listed-${randomUUID()}/`;
    await put(`${prefix}b`, '12345');
    await put(`${prefix}å`, '1');
    await put(`other-${prefix}`, '');
    const { output } = await workflows.run(only(map({ ItemReader: listing(prefix) })));
    const common = { LastModified: expect.any(Number), StorageClass: 'STANDARD' };
    expect(output['it']).toEqual([
      { ...common, Key: `${prefix}b`, Size: 5, Etag: '"827ccb0eea8a706c4c34a16891f84e7b"' },
      { ...common, Key: `${prefix}å`, Size: 1, Etag: '"c4ca4238a0b923820dcc509a6f75849b"' },
    ]);
    const [{ LastModified }] = output['it'] as [{ LastModified: number }];
    expect(Math.abs(LastModified - Date.now() / 1000)).toBeLessThan(600);
  });

  check('more objects than one answer of S3 lists', async () => {
    const prefix = `many-${randomUUID()}/`;
    const names = Array.from({ length: 1001 }, (_, index) => `${prefix}${index}`);
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map((name) => put(name, '')));
    }
    const ItemBatcher = { MaxItemsPerBatch: 1000, MaxInputBytesPerBatch: 200_000 };
    const count = only({ Type: 'Pass', Parameters: { 'n.$': 'States.ArrayLength($.Items)' } });
    const definition = only(map({ ItemReader: listing(prefix), ItemBatcher }, count));
    const { output } = await workflows.run(definition);
    expect(output['it']).toEqual([{ n: 1000 }, { n: 1 }]);
  });

  check('nothing below an empty prefix', async () => {
    const Prefix = `empty-${randomUUID()}`;
    const definition = only(map({ ItemReader: listing('nothing/'), ResultWriter: writer(Prefix) }));
    const { status, output } = await workflows.run(definition);
    expect(status).toBe('SUCCEEDED');
    const { Key } = output['ResultWriterDetails'] as { Key: string };
    expect(await read(Key)).toMatchObject({
      ResultFiles: { SUCCEEDED: [], FAILED: [], PENDING: [] },
    });
  });

  check('JSON, lines of JSON, and CSV', async () => {
    const items = [{ a: '1' }, { a: 'line\u2028separator' }];
    const of = async (Key: string, type: string, more?: State) =>
      (await workflows.run(only(map({ ItemReader: file(Key, type, more) })))).output['it'];
    const json = await put(`${randomUUID()}.json`, JSON.stringify({ in: { it: items } }));
    expect(await of(json, 'JSON', { ItemsPointer: '/in/it' })).toEqual(items);
    const lines = items.map((item) => JSON.stringify(item));
    const jsonl = await put(`${randomUUID()}.jsonl`, `${lines.join('\n')}\n\n`);
    expect(await of(jsonl, 'JSONL')).toEqual(items);
    expect(await of(jsonl, 'JSONL', { MaxItems: 1 })).toEqual(items.slice(0, 1));
    const csv = await put(`${randomUUID()}.csv`, 'a,b\n1,"x,y"\n2\n');
    const rows = [
      { a: '1', b: 'x,y' },
      { a: '2', b: '' },
    ];
    expect(await of(csv, 'CSV', { CSVHeaderLocation: 'FIRST_ROW' })).toEqual(rows);
  });

  check('not what is not there, or no JSON', async () => {
    const bad = await put(`${randomUUID()}.jsonl`, '{"a":1}\n{"a":\n');
    for (const ItemReader of [file('missing.json', 'JSON'), file(bad, 'JSONL')]) {
      const { output } = await workflows.run(
        catching(map({ ItemReader }), 'States.ItemReaderFailed'),
      );
      expect(output['caught']).toMatchObject({ Error: 'States.ItemReaderFailed' });
    }
  });
});

describe('a child gets', () => {
  check('an item as ItemSelector makes it', async () => {
    const ItemSelector = {
      'index.$': '$$.Map.Item.Index',
      'value.$': '$$.Map.Item.Value.v',
      'shared.$': '$.shared',
      fixed: 1,
    };
    const definition = only(map({ ItemsPath: '$.items', ItemSelector }));
    const { output } = await workflows.run(definition, { shared: 's', items: [{ v: 'a' }] });
    expect(output['it']).toEqual([{ index: 0, value: 'a', shared: 's', fixed: 1 }]);
  });

  check('a batch, with an input that all share', async () => {
    const ItemBatcher = { MaxItemsPerBatchPath: '$.most', BatchInput: { 'of.$': '$.of' } };
    const ItemSelector = { 'v.$': '$$.Map.Item.Value' };
    const definition = only(map({ ItemsPath: '$.items', ItemSelector, ItemBatcher }));
    const { output } = await workflows.run(definition, { of: 'b', most: 2, items: [1, 2, 3] });
    const BatchInput = { of: 'b' };
    expect(output['it']).toEqual([
      { BatchInput, Items: [{ v: 1 }, { v: 2 }] },
      { BatchInput, Items: [{ v: 3 }] },
    ]);
  });

  check('as many bytes as it may', async () => {
    const items = ['x'.repeat(100), 'x'.repeat(100), 'x'.repeat(100)];
    const length = only({ Type: 'Pass', Parameters: { 'n.$': 'States.ArrayLength($.Items)' } });
    const ItemBatcher = { MaxInputBytesPerBatch: JSON.stringify({ Items: items }).length - 1 };
    const definition = only(map({ ItemsPath: '$.items', ItemBatcher }, length));
    expect((await workflows.run(definition, { items })).output['it']).toEqual([{ n: 2 }, { n: 1 }]);
  });

  check('no more than 256 KiB, and gives no more back', async () => {
    const big = (bytes: number) => ({ items: ['x'.repeat(bytes)] });
    const ItemSelector = { 'a.$': '$$.Map.Item.Value', 'b.$': '$$.Map.Item.Value' };
    const twice = only(map({ ItemsPath: '$.items', ItemSelector }));
    const error = 'States.DataLimitExceeded';
    expect(await workflows.run(twice, big(140_000))).toMatchObject({ status: 'FAILED', error });
    const all = only(map({ ItemsPath: '$.items' }));
    const items = [...big(140_000).items, ...big(110_000).items];
    expect((await workflows.run(all, { items })).status).toBe('SUCCEEDED');
    const written = only(map({ ItemsPath: '$.items', ItemSelector, ResultWriter: writer('big') }));
    const half = ['x'.repeat(110_000), 'y'.repeat(110_000)];
    expect((await workflows.run(written, { items: half })).status).toBe('SUCCEEDED');
    const returned = only(map({ ItemsPath: '$.items', ItemSelector }));
    expect(await workflows.run(returned, { items: half })).toMatchObject({
      status: 'FAILED',
      error,
    });
  });

  check('as an Express workflow an ARN that only its Map Run knows', async () => {
    const show = only({ Type: 'Pass', Parameters: { 'id.$': '$$.Execution.Id' } });
    const execution = await workflows.start(
      only(map({ ItemsPath: '$.items', Label: 'Quick' }, show, 'EXPRESS')),
      { items: [1] },
    );
    expect((await execution.settled()).output['it']).toEqual([
      { id: expect.stringMatching(/:express:m-[^:]+\/Quick:[^:]+:[^:]+$/) },
    ]);
    const run = await runOf(execution.arn);
    expect(await run.describe()).toMatchObject({ executionCounts: { succeeded: 1 } });
    expect(await run.children()).toEqual([]);
  });

  check('its own name, and nothing of the Map', async () => {
    const Parameters = {
      'id.$': '$$.Execution.Id',
      'name.$': '$$.Execution.Name',
      'input.$': '$$.Execution.Input',
      'machine.$': '$$.StateMachine.Name',
    };
    const execution = await workflows.start(
      only(map({ ItemsPath: '$.items', Label: 'Each' }, only({ Type: 'Pass', Parameters }))),
      { items: ['a'] },
    );
    const { output } = await execution.settled();
    const [child] = await (await runOf(execution.arn)).children();
    expect(output['it']).toEqual([
      {
        id: child?.executionArn,
        name: child?.name,
        input: 'a',
        machine: expect.stringMatching(/^m-.*\/Each$/),
      },
    ]);
  });
});

/** Fails for the item 'bad', after a Choice and a Wait; the others go through a function. */
const picky = machine({
  Look: {
    Type: 'Choice',
    Choices: [{ Variable: '$.what', StringEquals: 'bad', Next: 'Pause' }],
    Default: 'Call',
  },
  Pause: { Type: 'Wait', Seconds: 0, Next: 'Refuse' },
  Refuse: { Type: 'Fail', Error: 'Bad', Cause: 'it is bad' },
  Call: { Type: 'Task', Resource: fixture.output('FunctionArn'), End: true },
});
const things = (...whats: string[]) => ({ items: whats.map((what) => ({ what })) });

describe('a Map Run', () => {
  check('fails with the first failed item', async () => {
    const waiting = machine({
      Look: {
        Type: 'Choice',
        Choices: [{ Variable: '$.what', StringEquals: 'bad', Next: 'Refuse' }],
        Default: 'Pause',
      },
      Refuse: { Type: 'Fail', Error: 'Bad' },
      Pause: { Type: 'Wait', Seconds: 1000, End: true },
    });
    const Prefix = `early-${randomUUID()}`;
    const fields = { ItemsPath: '$.items', MaxConcurrency: 2, ResultWriter: writer(Prefix) };
    const error = 'States.ExceedToleratedFailureThreshold';
    const execution = await workflows.start(
      catching(map(fields, waiting), error),
      things('good', 'bad', 'never'),
    );
    expect((await execution.settled()).output['caught']).toMatchObject({ Error: error });
    const run = await runOf(execution.arn);
    expect(await run.describe()).toMatchObject({
      status: 'FAILED',
      itemCounts: { total: 3, failed: 1, aborted: 1, pending: 1, running: 0, succeeded: 0 },
    });
    const states = (await run.children()).map((child) => child.status).sort();
    expect(states).toEqual(['ABORTED', 'FAILED']);
    const folder = `${Prefix}/${run.mapRunArn.split(':').at(-1) ?? ''}`;
    const files = { FAILED: [{ Key: `${folder}/FAILED_0.json` }], SUCCEEDED: [] };
    expect(await read(`${folder}/manifest.json`)).toMatchObject({ ResultFiles: files });
    expect(await read(`${folder}/PENDING_0.json`)).toMatchObject([{ Input: '{"what": "never"}' }]);
  });

  const tolerating = [
    { ToleratedFailureCount: 1 },
    { ToleratedFailureCountPath: '$.count' },
    { ToleratedFailurePercentage: 34 },
    { ToleratedFailurePercentagePath: '$.percentage' },
  ];
  for (const threshold of tolerating) {
    check(`tolerates as many as ${Object.keys(threshold).join()} says`, async () => {
      const definition = only(map({ ItemsPath: '$.items', ...threshold }, picky));
      const limits = { count: 1, percentage: 34 };
      const fine = await workflows.run(definition, { ...things('good', 'bad', 'ok'), ...limits });
      expect(fine.output['it']).toEqual([
        expect.objectContaining({ echoed: { what: 'good' } }),
        expect.objectContaining({ Status: 'FAILED', Error: 'Bad', Cause: 'it is bad' }),
        expect.objectContaining({ echoed: { what: 'ok' } }),
      ]);
      const beyond = await workflows.run(definition, { ...things('bad', 'bad', 'ok'), ...limits });
      expect(beyond).toMatchObject({
        status: 'FAILED',
        error: 'States.ExceedToleratedFailureThreshold',
      });
    });
  }

  check('counts the items of a batch, and executions', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2 };
    const definition = only(map({ ItemsPath: '$.items', ItemBatcher }));
    const execution = await workflows.start(definition, things('a', 'b', 'c'));
    await execution.settled();
    const found = await (await runOf(execution.arn)).describe();
    expect(found).toMatchObject({
      executionArn: execution.arn,
      status: 'SUCCEEDED',
      itemCounts: { total: 3, succeeded: 3, pending: 0 },
      executionCounts: { total: 2, succeeded: 2 },
    });
    expect(await execution.history()).toEqual(
      expect.arrayContaining(['MapRunStarted', 'MapRunSucceeded']),
    );
  });

  check('runs as many children at a time as it may', async () => {
    const execution = await workflows.start(
      only(map({ ItemsPath: '$.items', MaxConcurrencyPath: '$.most' }, only(tokenTask()))),
      { ...things('a', 'b', 'c'), most: 2 },
    );
    const run = await runOf(execution.arn);
    const running = () =>
      run.children().then((all) => all.filter((one) => one.status === 'RUNNING'));
    await until('two children', async () => (await running()).length === 2);
    const [first] = await running();
    await workflows.succeed(await workflows.token(first?.name ?? ''), 'done');
    await until('the third', async () => (await run.children()).length === 3);
    for (const child of await running()) {
      await workflows.succeed(await workflows.token(child.name ?? ''), 'done');
    }
    expect((await execution.settled()).output['it']).toEqual(['done', 'done', 'done']);
  });

  check('takes another concurrency and threshold while it runs', async () => {
    const execution = await workflows.start(
      only(map({ ItemsPath: '$.items', MaxConcurrency: 1 }, only(tokenTask()))),
      things('a', 'b'),
    );
    const { mapRunArn, children } = await runOf(execution.arn);
    await until('one child', async () => (await children()).length === 1);
    const change = { mapRunArn, maxConcurrency: 2, toleratedFailureCount: 1 };
    await workflows.sfn.send(new UpdateMapRunCommand(change));
    const [first, second] = await until('two children', async () => {
      const found = await children();
      return found.length === 2 && found;
    });
    await workflows.fail(await workflows.token(first?.name ?? ''), 'No');
    await workflows.succeed(await workflows.token(second?.name ?? ''), 'yes');
    expect((await execution.settled()).status).toBe('SUCCEEDED');
  });

  check('is shown to a role with a right on its ARN', async () => {
    const { credentials } = await fixture.assume(FIXTURE.observerRole, 'observer');
    const observer = new SFNClient({ ...fixture.aws.connection, credentials });
    const mapRunOf = async (Label: string) => {
      const execution = await workflows.start(only(map({ ItemsPath: '$.items', Label })), {
        items: [1],
      });
      await execution.settled();
      return (await runOf(execution.arn)).mapRunArn;
    };
    const mapRunArn = await mapRunOf('Seen');
    const found = await observer.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(found).toMatchObject({ itemCounts: { succeeded: 1 } });
    const { executions } = await observer.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toHaveLength(1);
    const unseen = new DescribeMapRunCommand({ mapRunArn: await mapRunOf('Unseen') });
    await expect(observer.send(unseen)).rejects.toThrow('states:DescribeMapRun');
  });

  check('is aborted with its execution, and its children with it', async () => {
    const child = only({ Type: 'Wait', Seconds: 1000 });
    const fields = { ItemsPath: '$.items', MaxConcurrency: 1 };
    const execution = await workflows.start(only(map(fields, child)), things('a', 'b'));
    const run = await runOf(execution.arn);
    await until('a child', async () => (await run.children()).length > 0);
    await workflows.sfn.send(new StopExecutionCommand({ executionArn: execution.arn }));
    await until('the end', async () => (await run.describe()).status === 'ABORTED');
    expect(await run.describe()).toMatchObject({ itemCounts: { aborted: 1, pending: 1 } });
    expect((await run.children()).map(({ status }) => status)).toEqual(['ABORTED']);
  });
});

/** A role that may do all that `definition` needs, but for one action. */
async function roleWithout(missing: string): Promise<string> {
  const iam = new IAMClient(fixture.aws.connection);
  const name = `without-${randomUUID()}`;
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole' };
  const policy = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const states = ['StartExecution', 'DescribeExecution', 'StopExecution'];
  const objects = ['GetObject', 'PutObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'];
  const all = [
    ...states.map((action) => `states:${action}`),
    ...objects.map((action) => `s3:${action}`),
    's3:ListBucket',
  ];
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: policy({
        ...trust,
        Principal: { Service: 'states.amazonaws.com' },
      }),
    }),
  );
  const Action = all.filter((action) => action !== missing);
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: 'p',
      PolicyDocument: policy({ Effect: 'Allow', Action, Resource: '*' }),
    }),
  );
  return Role?.Arn ?? '';
}

describe("the machine's role", () => {
  const needed = [
    ['states:StartExecution', 'States.Permissions'],
    ['states:DescribeExecution', 'States.Permissions'],
    ['states:StopExecution', 'States.Permissions'],
    ['s3:ListBucket', 'States.ItemReaderFailed'],
    ['s3:PutObject', 'States.ResultWriterFailed'],
    ['s3:GetObject', 'States.ResultWriterFailed'],
    ['s3:ListMultipartUploadParts', 'States.ResultWriterFailed'],
    ['s3:AbortMultipartUpload', 'States.ResultWriterFailed'],
  ] as const;
  for (const [action, error] of needed) {
    check(`needs ${action}`, async () => {
      const fields = { ItemReader: listing('nothing/'), ResultWriter: writer('refused') };
      const definition = catching(map(fields), error);
      const { output } = await workflows.run(definition, {}, await roleWithout(action));
      expect(output['caught']).toMatchObject({
        Error: error,
        Cause: expect.stringContaining(`is not authorized to perform: ${action} on resource: arn:`),
      });
    });
  }

  check('needs s3:GetObject for a file of items', async () => {
    const ItemReader = file(await put(`${randomUUID()}.json`, '[]'), 'JSON');
    const definition = catching(map({ ItemReader }), 'States.ItemReaderFailed');
    const { output } = await workflows.run(definition, {}, await roleWithout('s3:GetObject'));
    expect(output['caught']).toMatchObject({ Cause: expect.stringContaining('s3:GetObject') });
  });

  check('needs nothing more', async () => {
    const fields = { ItemReader: listing('nothing/'), ResultWriter: writer('allowed') };
    const role = await roleWithout('nothing');
    expect((await workflows.run(only(map(fields)), {}, role)).status).toBe('SUCCEEDED');
  });
});

describe('a definition is refused', () => {
  const token = only(tokenTask());
  const sync = 'arn:aws:states:::states:startExecution.sync:2';
  const inline = { Type: 'Map', ItemProcessor: pass };
  const wrong: Record<string, State> = {
    'with task tokens in Express children': map({}, token, 'EXPRESS'),
    'with .sync in Express children': map({}, only({ Type: 'Task', Resource: sync }), 'EXPRESS'),
    'with children of no type': map({}, pass, ''),
    'with a batcher without a limit': map({ ItemBatcher: { BatchInput: {} } }),
    'with a long label': map({ Label: 'x'.repeat(41) }),
    'with a reader in an inline Map': { ...inline, ItemReader: listing('') },
    'with tolerated failures in an inline Map': { ...inline, ToleratedFailureCount: 1 },
  };
  for (const [how, state] of Object.entries(wrong)) {
    check(how, async () => {
      await expect(workflows.create(only(state))).rejects.toMatchObject({
        name: 'InvalidDefinition',
      });
    });
  }
});

describe('ResultWriter', () => {
  check('writes what became of each item, and names the manifest', async () => {
    const Prefix = `written-${randomUUID()}`;
    const fields = {
      ItemsPath: '$.items',
      ToleratedFailurePercentage: 100,
      ResultWriter: writer(Prefix),
      ResultPath: '$.written',
    };
    const input = things('good', 'bad');
    const execution = await workflows.start(only(map(fields, picky)), input);
    const { output } = await execution.settled();
    const { mapRunArn, describe } = await runOf(execution.arn);
    const folder = `${Prefix}/${mapRunArn.split(':').at(-1) ?? ''}`;
    const ResultWriterDetails = { Bucket, Key: `${folder}/manifest.json` };
    expect(output).toEqual({ ...input, written: { MapRunArn: mapRunArn, ResultWriterDetails } });
    const listed = (name: string) => [
      { Key: `${folder}/${name}_0.json`, Size: expect.any(Number) },
    ];
    expect(await read(ResultWriterDetails.Key)).toEqual({
      DestinationBucket: Bucket,
      MapRunArn: mapRunArn,
      ResultFiles: { SUCCEEDED: listed('SUCCEEDED'), FAILED: listed('FAILED'), PENDING: [] },
    });
    const [done] = (await read(`${folder}/SUCCEEDED_0.json`)) as [Record<string, unknown>];
    expect(done).toMatchObject({ Status: 'SUCCEEDED', InputDetails: { Included: true } });
    expect(JSON.parse(String(done['Output']))).toMatchObject({ echoed: { what: 'good' } });
    expect(await read(`${folder}/FAILED_0.json`)).toMatchObject([
      { Status: 'FAILED', Error: 'Bad', Cause: 'it is bad', Input: '{"what": "bad"}' },
    ]);
    expect(await describe()).toMatchObject({ itemCounts: { resultsWritten: 2 } });
  });

  check('writes the outputs alone, in lines', async () => {
    const Prefix = `lines-${randomUUID()}`;
    const WriterConfig = { Transformation: 'FLATTEN', OutputType: 'JSONL' };
    const ResultWriter = { ...writer(Prefix), WriterConfig };
    const definition = only(map({ ItemsPath: '$.items', ResultWriter }));
    const { output } = await workflows.run(definition, { items: [[1, 2], 'three'] });
    const { Key } = output['ResultWriterDetails'] as { Key: string };
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket, Key: Key.replace('manifest.json', 'SUCCEEDED_0.jsonl') }),
    );
    expect(await Body?.transformToString()).toBe('1\n2\n"three"');
  });
});

check('a Distributed Map in JSONata', async () => {
  const Key = await put(`${randomUUID()}.jsonl`, '{"v":1}\n{"v":2}\n');
  const definition = only(
    map({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Arguments: { Bucket, Key: '{% $states.input.key %}' },
      },
      ItemSelector: { twice: '{% $states.context.Map.Item.Value.v * 2 %}' },
      ItemBatcher: { MaxItemsPerBatch: '{% $states.input.most %}' },
      Output: { batches: '{% $count($states.result) %}', first: '{% $states.result[0] %}' },
    }),
    { QueryLanguage: 'JSONata' },
  );
  expect(await workflows.run(definition, { key: Key, most: 1 })).toMatchObject({
    status: 'SUCCEEDED',
    output: { batches: 2, first: { Items: [{ twice: 2 }] } },
  });
});

// The clock of all executions goes ahead: the others are over by now.
test('a child has five minutes as an Express workflow', async () => {
  const fields = { ItemsPath: '$.items', ToleratedFailureCount: 1 };
  const long = only({ Type: 'Wait', Seconds: 1000 });
  const execution = await workflows.start(only(map(fields, long, 'EXPRESS')), { items: [1] });
  const run = await runOf(execution.arn);
  await until('a child', async () => (await run.describe()).itemCounts?.running === 1);
  await fixture.aws.emulator.put({ aheadSeconds: 301 });
  expect((await execution.settled()).output['it']).toMatchObject([{ Status: 'TIMED_OUT' }]);
  await fixture.aws.emulator.put({ aheadSeconds: 0 });
  expect(await run.describe()).toMatchObject({ itemCounts: { timedOut: 1, failed: 0 } });
});
