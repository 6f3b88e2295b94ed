import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { only, tokenTask } from './fixture/asl.ts';
import { startFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';
import { Workflows } from './fixture/workflows.ts';

const fixture = await startFixture({ limits: { httpApiSeconds: 5 } });
const workflows = new Workflows(fixture);
afterAll(fixture.stop);

const MB = 1024 * 1024;
const STATE_BYTES = 256 * 1024;

/** JSON text of so many bytes. */
function json(bytes: number): string {
  return JSON.stringify({ x: 'x'.repeat(bytes - '{"x":""}'.length) });
}

describe('an HTTP API', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    fetch(`${fixture.output('ApiUrl')}/echo`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

  test('takes no request over 10 MB', async () => {
    expect((await post(json(10 * MB + 1))).status).toBe(413);
  });

  test('takes no body that its function could not get', async () => {
    expect((await post(json(5 * MB))).status).toBe(200);
    // Binary goes as base64, a third longer: 4.5 MB fit, 5 MB do not.
    expect((await post(new Uint8Array(5 * MB), 'audio/wav')).status).toBe(413);
  });

  test('waits for its function only so long, then says 503', async () => {
    const answer = await post('{"sleepMs":9000}');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ message: 'Service Unavailable' });
  });
});

describe('a function', () => {
  const lambda = new LambdaClient({ ...fixture.aws.connection, maxAttempts: 1 });
  const invoke = (Payload: string) =>
    lambda.send(new InvokeCommand({ FunctionName: FIXTURE.function, Payload }));

  test('is called with 6 MB at most', async () => {
    await expect(invoke(json(6 * MB + 1))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  test('answers with 6 MB at most', async () => {
    expect((await invoke(`{"bytes":${5 * MB}}`)).FunctionError).toBeUndefined();
    const answer = await invoke(`{"bytes":${6 * MB}}`);
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });
});

describe('a workflow', () => {
  const start = async (input: string) =>
    workflows.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: await workflows.create(only({ Type: 'Pass', Result: {} })),
        name: randomUUID(),
        input,
      }),
    );

  test('begins with 256 KB at most', async () => {
    await start(json(STATE_BYTES));
    await expect(start(json(STATE_BYTES + 1))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('takes 256 KB at most from SendTaskSuccess', async () => {
    const execution = await workflows.start(only(tokenTask()));
    const token = await execution.token();
    const tooLong = workflows.succeed(token, 'x'.repeat(STATE_BYTES));
    await expect(tooLong).rejects.toMatchObject({ name: 'ValidationException' });
    await workflows.succeed(token, 'x'.repeat(STATE_BYTES - 2));
    expect((await execution.settled()).status).toBe('SUCCEEDED');
  });

  test('fails when a state gives more', async () => {
    const Parameters = { 'x.$': "States.Format('{}{}', $.half, $.half)" };
    const input = { half: 'x'.repeat(STATE_BYTES / 2) };
    const { error } = await workflows.run(only({ Type: 'Pass', Parameters }), input);
    expect(error).toBe('States.DataLimitExceeded');
  });
});

test('an item of a table holds 400 KB at most', async () => {
  const table = new DynamoDBClient(fixture.aws.connection);
  const put = (bytes: number) =>
    table.send(
      new PutItemCommand({
        TableName: FIXTURE.table,
        Item: { pk: { S: 'big' }, x: { S: 'x'.repeat(bytes) } },
      }),
    );
  await put(400 * 1024 - 100);
  await expect(put(400 * 1024)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a part of an upload has 5 MiB at least, unless it is the last', async () => {
  const s3 = new S3Client(fixture.aws.connection);
  const upload = async (...sizes: number[]) => {
    const place = { Bucket: FIXTURE.bucket, Key: `parts/${sizes.join('-')}` };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
    const Parts = [];
    for (const [index, bytes] of sizes.entries()) {
      const part = { ...place, UploadId, PartNumber: index + 1, Body: Buffer.alloc(bytes) };
      const { ETag } = await s3.send(new UploadPartCommand(part));
      Parts.push({ ETag, PartNumber: index + 1 });
    }
    const whole = { ...place, UploadId, MultipartUpload: { Parts } };
    await s3.send(new CompleteMultipartUploadCommand(whole));
    return (await s3.send(new HeadObjectCommand(place))).ContentLength;
  };
  const least = 5 * 1024 * 1024;
  expect(await upload(1)).toBe(1);
  expect(await upload(least, 1)).toBe(least + 1);
  await expect(upload(least - 1, least)).rejects.toMatchObject({
    name: 'EntityTooSmall',
    $metadata: { httpStatusCode: 400 },
  });
});
