/**
 * SageMaker's asynchronous endpoints against AWS's documents: what InvokeEndpointAsync takes, what a
 * container is sent, what the topics hear.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  CloudFormationClient,
  DeleteStackCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { isGroupAlive } from '../../computer/process-group.ts';
import { signedPost } from '../../core/aws/signed-post.ts';
import {
  customAttributes,
  InferenceResult,
  InvocationAnswer,
  InvocationFailure,
} from '../../core/machines/sagemaker/messages.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import { ACCOUNT, REGION } from '../../local/connection.ts';
import { createStack, DeploymentFailed, type Template } from '../../local/deploy.ts';
import { bundledAgent, Machine } from '../instance/machine.ts';
import { done, error, segment, steps } from '../instance/steps.ts';
import { until } from '../support/until.ts';
import { startFixture } from './fixture/stack.ts';
import { endpointTemplate, type EndpointStack } from './fixture/sagemaker.ts';

const bundle = await bundledAgent();
const machine = await Machine.make(bundle);
await machine.named('micro-whisper');
const fixture = await startFixture({
  images: [{ id: 'ami-0123456789abcdef0', root: machine.root }],
});
const { connection, sagemaker } = fixture.aws;
const { host, faults } = sagemaker;
const s3 = new S3Client({ ...connection, forcePathStyle: true });
const sqs = new SQSClient(connection);

afterEach(() => {
  faults.clear();
  host.idleMs = 30_000;
});
afterAll(async () => {
  await fixture.stop();
  await machine[Symbol.asyncDispose]();
  await rm(path.dirname(bundle), { recursive: true });
});

const NAME = 'spotscribe-test';
const outputs = await deploy({ name: NAME });
const { Bucket = '', Heard: QueueUrl = '' } = outputs;
const SPEECH = steps(segment(0, 'Hej.'), done(1));
const ATTRIBUTES = customAttributes({
  ...{ model: DEFAULT_MODEL, language: 'sv', words: false, channels: 'mix', formats: ['json'] },
});

function deploy(stack: EndpointStack, change: (template: Template) => void = () => undefined) {
  const template = endpointTemplate(stack);
  change(template);
  return createStack(connection, {
    ...{ stackName: stack.name, template, artifacts: '', parameters: {} },
  });
}

async function update(StackName: string, template: Template): Promise<void> {
  const client = new CloudFormationClient(connection);
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  const TemplateBody = JSON.stringify(template);
  await client.send(new UpdateStackCommand({ StackName, Capabilities, TemplateBody }));
  await waitUntilStackUpdateComplete({ client, maxWaitTime: 60, minDelay: 1 }, { StackName });
}

interface Invoked {
  status: number;
  code: string | null;
  message: string | undefined;
  inferenceId: string | undefined;
  output: string;
  failure: string;
}

interface Asked {
  endpoint?: string;
  role?: string;
  headers?: Record<string, string>;
}

/** InvokeEndpointAsync, by the headers of its documentation. */
async function invoke({ endpoint = NAME, role, headers = {} }: Asked): Promise<Invoked> {
  const { credentials } = await fixture.assume(role ?? `${NAME}-invoker`, 'test');
  const post = signedPost({
    url: `${connection.endpoint}/endpoints/${endpoint}/async-invocations`,
    ...{ service: 'sagemaker', region: connection.region },
    credentials: () => Promise.resolve(credentials),
  });
  const named = Object.entries(headers).map(([name, value]) => [`x-amzn-sagemaker-${name}`, value]);
  const answer = await post({
    headers: Object.fromEntries(named) as Record<string, string>,
    ...{ body: '', signal: AbortSignal.timeout(60_000) },
  });
  const body = Answer.parse(await answer.json());
  return {
    ...{ status: answer.status, code: answer.headers.get('x-amzn-errortype') },
    ...{ message: body.Message ?? body.message, inferenceId: body.InferenceId },
    output: answer.headers.get('x-amzn-sagemaker-outputlocation') ?? '',
    failure: answer.headers.get('x-amzn-sagemaker-failurelocation') ?? '',
  };
}

const Answer = z.looseObject({
  Message: z.string().optional(),
  message: z.string().optional(),
  InferenceId: z.string().optional(),
});

/** On a busy machine a container's start takes as long. */
const CONTAINER_MS = 60_000;

let sent = 0;
let refusedStacks = 0;

/** Sends audio, as the product does. */
async function transcribe(audio: Buffer, headers: Record<string, string> = {}) {
  const nth = ++sent;
  const id = `job-${String(nth).padStart(24, '0')}-1`;
  const Key = `in/${nth}.wav`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: audio }));
  const input = `s3://${Bucket}/${Key}`;
  const invoked = await invoke({
    headers: {
      ...{ inputlocation: input, 'content-type': 'audio/wav', 'inference-id': id },
      ...{ 'custom-attributes': ATTRIBUTES, invocationtimeoutseconds: '3600' },
      ...headers,
    },
  });
  expect(invoked).toMatchObject({ status: 202, inferenceId: id });
  return { ...invoked, id, input };
}

const Envelope = z.object({ TopicArn: z.string(), Message: z.string() });

interface Told {
  topic: string;
  raw: Record<string, unknown>;
  message: InferenceResult;
}

/** Messages of both topics so far, by inference. */
const told = new Map<string, Told[]>();

async function collect(): Promise<void> {
  const asked = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  for (const { Body = '', ReceiptHandle } of (await sqs.send(asked)).Messages ?? []) {
    const { TopicArn: topic, Message } = Envelope.parse(JSON.parse(Body));
    const raw = JSON.parse(Message) as Told['raw'];
    const message = InferenceResult.parse(raw);
    const { inferenceId } = message;
    told.set(inferenceId, [...(told.get(inferenceId) ?? []), { topic, raw, message }]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

/** The message of an inference, once a topic has told it. */
function heard(id: string, nth = 1): Promise<Told> {
  const look = async () => {
    await collect();
    return told.get(id)?.[nth - 1];
  };
  return until(`message ${nth} of ${id}`, look, CONTAINER_MS);
}

async function read(location: string): Promise<string | undefined> {
  const [, bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return await Body?.transformToString();
  } catch {
    return undefined;
  }
}

describe('a request', () => {
  test('is answered with its id and locations, and ends as an object and a message', async () => {
    const { id, input, output, failure } = await transcribe(SPEECH);

    expect(output).toMatch(new RegExp(`^s3://${Bucket}/sagemaker/[0-9a-f-]{36}\\.out$`));
    expect(failure).toMatch(/\/sagemaker\/[0-9a-f-]{36}-error\.out$/);
    const { topic, raw } = await heard(id);
    expect(topic).toBe(outputs['SuccessTopic']);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
    expect(raw).toEqual({
      ...{ awsRegion: REGION, eventTime: time, receivedTime: time, invocationStatus: 'Completed' },
      requestParameters: { contentType: 'audio/wav', endpointName: NAME, inputLocation: input },
      responseParameters: { contentType: 'application/json', outputLocation: output },
      ...{ inferenceId: id, eventVersion: '1.0', eventSource: 'aws:sagemaker' },
      eventName: 'InferenceResult',
    });
    const { documents, result } = InvocationAnswer.parse(JSON.parse((await read(output)) ?? ''));
    expect(result.audio.bytes).toBe(SPEECH.length);
    expect(documents['transcript.txt']).toContain('Hej.');
    expect(await read(failure)).toBeUndefined();
  });

  test("with a bad file fails with the container's answer at the failure location", async () => {
    const { id, output, failure } = await transcribe(steps(error('AudioUnreadable', 'No audio.')));

    const { topic, raw, message } = await heard(id);

    expect(topic).toBe(outputs['ErrorTopic']);
    expect(message.invocationStatus).toBe('Failed');
    expect(message.failureReason).toContain('(422) from primary');
    expect(raw).not.toHaveProperty('responseParameters');
    expect(InvocationFailure.parse(JSON.parse((await read(failure)) ?? '')).error).toEqual({
      ...{ code: 'AudioUnreadable', message: 'No audio.' },
    });
    expect(await read(output)).toBeUndefined();
  });

  test('without an id gets one', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'in/no-id.wav', Body: SPEECH }));
    const headers = { inputlocation: `s3://${Bucket}/in/no-id.wav` };
    const { status, inferenceId = '' } = await invoke({ headers });
    expect(status).toBe(202);
    expect((await heard(inferenceId)).message.requestParameters).not.toHaveProperty('contentType');
  });
});

describe('refused at once', () => {
  const location = { inputlocation: `s3://${Bucket}/in/none.wav` };

  test('is a role with a right to another endpoint', async () => {
    const { status, message } = await invoke({ role: `${NAME}-other`, headers: location });
    expect(status).toBe(403);
    expect(message).toContain('is not authorized to perform: sagemaker:InvokeEndpointAsync');
  });

  test('is an endpoint that does not exist', async () => {
    expect(await invoke({ endpoint: 'nowhere', headers: location })).toMatchObject({
      ...{ status: 400, code: 'ValidationError' },
      message: `Endpoint nowhere of account ${ACCOUNT} not found.`,
    });
  });

  test.each<[string, Record<string, string>]>([
    ['no input', {}],
    ['an input that is nowhere', { inputlocation: 'in/a.wav' }],
    ['a long id', { ...location, 'inference-id': 'x'.repeat(65) }],
    ['long attributes', { ...location, 'custom-attributes': 'x'.repeat(1025) }],
    ['more than an hour', { ...location, invocationtimeoutseconds: '3601' }],
    ['no time', { ...location, invocationtimeoutseconds: '0' }],
    ['a short wait', { ...location, requestttlseconds: '59' }],
    ['a long wait', { ...location, requestttlseconds: '21601' }],
    ['no number', { ...location, requestttlseconds: 'soon' }],
  ])('is a request with %s', async (_, headers) => {
    expect(await invoke({ headers })).toMatchObject({ status: 400, code: 'ValidationError' });
  });

  test('is a fault of the test', async () => {
    faults.add({ kind: 'refuse', times: 1, status: 503, code: 'ServiceUnavailable' });
    const refused = await invoke({ headers: location });
    expect(refused).toMatchObject({ status: 503, code: 'ServiceUnavailable' });
  });
});

test('limits are those of the documents, to the last character', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        id: fc.constantFrom(1, 64, 65),
        attributes: fc.constantFrom(0, 1024, 1025),
        timeout: fc.constantFrom(1, 3600, 3601),
        wait: fc.constantFrom(59, 60, 21_600, 21_601),
      }),
      async ({ id, attributes, timeout, wait }) => {
        const isGood = id <= 64 && attributes <= 1024 && timeout <= 3600 && wait >= 60;
        faults.add({ kind: 'refuse', times: 1, status: 503, code: 'ServiceUnavailable' });
        const { status } = await invoke({
          headers: {
            ...{ inputlocation: `s3://${Bucket}/in/limits`, 'inference-id': 'i'.repeat(id) },
            'custom-attributes': 'a'.repeat(attributes),
            ...{ invocationtimeoutseconds: String(timeout), requestttlseconds: String(wait) },
          },
        });
        // Past the checks the fault answers.
        expect(status).toBe(isGood && wait <= 21_600 ? 503 : 400);
        faults.clear();
      },
    ),
    { numRuns: 20 },
  );
});

describe("the model's role", () => {
  test('reads nothing else', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'private/a.wav', Body: SPEECH }));
    const { id } = await transcribe(SPEECH, { inputlocation: `s3://${Bucket}/private/a.wav` });

    const { topic, message } = await heard(id);

    expect(topic).toBe(outputs['ErrorTopic']);
    expect(message.failureReason).toContain('AccessDenied');
  });

  test('an input that is gone fails the request', async () => {
    const { id } = await transcribe(SPEECH, { inputlocation: `s3://${Bucket}/in/gone.wav` });
    expect((await heard(id)).message.invocationStatus).toBe('Failed');
  });
});

describe('faults', () => {
  const HANGS = steps({ hang: true });

  test('a time-out ends the request, and the container goes on', async () => {
    faults.add({ kind: 'time-out', times: 1, afterMs: 300 });
    const { id, failure } = await transcribe(HANGS);

    expect((await heard(id)).message.failureReason).toContain('timed out');
    expect(await read(failure)).toBeUndefined();
    expect((await heard((await transcribe(SPEECH)).id)).message.invocationStatus).toBe('Completed');
  });

  test('a container that dies fails its request, and another takes its place', async () => {
    faults.add({ kind: 'container-dies', times: 1, afterMs: 300 });
    const { id } = await transcribe(HANGS);
    const [before] = host.processGroups(NAME);

    expect((await heard(id)).message.failureReason).toContain('InternalServerError');
    expect((await heard((await transcribe(SPEECH)).id)).message.invocationStatus).toBe('Completed');
    expect(host.processGroups(NAME)).not.toContain(before);
  });

  test('a lost notification leaves the object alone', async () => {
    const lost = `job-${String(sent + 1).padStart(24, '0')}`;
    faults.add({ kind: 'lost-notification', about: lost });
    const { id, output } = await transcribe(SPEECH);
    await heard((await transcribe(SPEECH)).id);

    expect(await read(output)).toContain('Hej.');
    expect(told.has(id)).toBe(false);
  });

  test('a notification may come twice', async () => {
    faults.add({ kind: 'repeated-notification', times: 1, more: 1 });
    const { id } = await transcribe(SPEECH);
    expect((await heard(id, 2)).message).toEqual(
      expect.objectContaining({ inferenceId: id, invocationStatus: 'Completed' }),
    );
  });

  test('a request that waited too long expires', async () => {
    faults.add({ kind: 'expires', times: 1 });
    const { id } = await transcribe(SPEECH);
    expect((await heard(id)).message.failureReason).toContain('expired');
  });

  test('a container that never becomes healthy is replaced', async () => {
    await scaledToZero(NAME);
    faults.add({ kind: 'no-start', times: 1 });
    const { id } = await transcribe(SPEECH);
    expect((await heard(id)).message.invocationStatus).toBe('Completed');
  });
});

test('whatever faults come together, each request ends once', async () => {
  const fates = ['done', 'bad', 'time-out', 'container-dies', 'expires'] as const;
  const bad = steps(error('AudioEmpty', 'Nothing.'));
  const audioFor: Partial<Record<(typeof fates)[number], Buffer>> = { done: SPEECH, bad };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...fates), { minLength: 3, maxLength: 6 }), end),
    { numRuns: 3 },
  );

  async function end(asked: (typeof fates)[number][]): Promise<void> {
    const begun = [];
    for (const fate of asked) {
      const about = `job-${String(sent + 1).padStart(24, '0')}`;
      if (fate === 'expires') faults.add({ kind: fate, about });
      else if (fate !== 'done' && fate !== 'bad') faults.add({ kind: fate, about, afterMs: 100 });
      begun.push({ fate, ...(await transcribe(audioFor[fate] ?? steps({ hang: true }))) });
    }
    // The last one comes after all of them.
    await heard((await transcribe(SPEECH)).id);
    for (const { fate, id, output, failure } of begun) {
      const { invocationStatus } = (await heard(id)).message;
      expect(told.get(id)).toHaveLength(1);
      expect(invocationStatus).toBe(fate === 'done' ? 'Completed' : 'Failed');
      expect((await read(output)) !== undefined).toBe(fate === 'done');
      expect((await read(failure)) !== undefined).toBe(fate === 'bad');
    }
    faults.clear();
  }
});

/** Resolves when the endpoint has no container, and their processes are gone. */
async function scaledToZero(name: string): Promise<void> {
  host.idleMs = 0;
  if (host.processGroups(name).length > 0) await heard((await transcribe(SPEECH)).id);
  await until('no container', () => host.processGroups(name).length === 0);
  host.idleMs = 30_000;
}

describe('scaling', () => {
  test('to zero when idle, and from it at the next request', async () => {
    await heard((await transcribe(SPEECH)).id);
    const groups = host.processGroups(NAME);
    expect(groups).toHaveLength(1);

    await scaledToZero(NAME);

    await until('the processes are gone', () => !groups.some(isGroupAlive));
    expect((await heard((await transcribe(SPEECH)).id)).message.invocationStatus).toBe('Completed');
  });

  test('one request at a time, in the order that they came', async () => {
    const ids = [];
    for (let nth = 0; nth < 3; nth++) ids.push((await transcribe(SPEECH)).id);
    const times = [];
    for (const id of ids) times.push((await heard(id)).message.eventTime);
    expect(times).toEqual(times.toSorted());
    expect(host.processGroups(NAME)).toHaveLength(1);
  });
});

describe('another stack', () => {
  test('with a changed model gets other containers', async () => {
    const name = 'spotscribe-changed';
    const made = await deploy({ name });
    const template = endpointTemplate({ name });
    const { PrimaryContainer } = template.Resources['Model']?.Properties ?? {};
    Object.assign(PrimaryContainer as object, { Environment: { SPOTSCRIBE_MAX_AUDIO_BYTES: '9' } });
    await update(name, template);
    await s3.send(new PutObjectCommand({ Bucket: made['Bucket'], Key: 'in/a', Body: SPEECH }));

    const headers = { inputlocation: `s3://${made['Bucket']}/in/a` };
    const { failure } = await invoke({ endpoint: name, role: `${name}-invoker`, headers });

    const answer = await until('the failure', () => read(failure), CONTAINER_MS);
    expect(InvocationFailure.parse(JSON.parse(answer)).error.code).toBe('AudioTooLong');
  });

  test('without a step policy does not leave zero; its end takes the queue with it', async () => {
    const name = 'spotscribe-stuck';
    const stuck = await deploy({ name, leavesZero: false });
    const headers = { inputlocation: `s3://${stuck['Bucket']}/in/a.wav` };
    expect(await invoke({ endpoint: name, role: `${name}-invoker`, headers })).toMatchObject({
      status: 202,
    });
    expect([host.backlog(name), host.processGroups(name)]).toEqual([1, []]);

    await new CloudFormationClient(connection).send(new DeleteStackCommand({ StackName: name }));

    await until('the queue is gone', () => host.backlog(name) === 0);
  });

  test.each<Refused>([
    {
      what: 'whose role is for another service',
      more: { trusted: 'ec2.amazonaws.com' },
      reason: "allows principal 'sagemaker.amazonaws.com'",
    },
    {
      what: 'whose configuration names no model',
      change: ['Config', { ProductionVariants: [{ ModelName: 'none', VariantName: 'all' }] }],
      reason: 'Could not find model',
    },
    {
      what: 'whose endpoint names no configuration',
      change: ['Endpoint', { EndpointConfigName: 'none' }],
      reason: 'Could not find endpoint configuration',
    },
    {
      what: 'that scales another endpoint',
      change: ['Target', { ResourceId: 'endpoint/none/variant/all' }],
      reason: 'is no variant of an endpoint',
    },
    {
      what: 'with a policy of no target',
      change: ['Backlog', { ScalingTargetId: 'endpoint/none/variant/all|d|sagemaker' }],
      reason: 'No scalable target registered',
    },
  ])('$what is refused', async ({ more, change, reason }) => {
    const name = `spotscribe-refused-${++refusedStacks}`;
    const made = deploy({ name, ...more }, ({ Resources }) => {
      if (change) Object.assign(Resources[change[0]]?.Properties ?? {}, change[1]);
    });
    await expect(made).rejects.toThrow(DeploymentFailed);
    await expect(made).rejects.toThrow(reason);
  });
});

test('containers end with their cloud', async () => {
  await heard((await transcribe(SPEECH)).id);
  const groups = host.processGroups(NAME);
  expect(groups.every(isGroupAlive)).toBe(true);
  await sagemaker.close();
  await until('the processes are gone', () => !groups.some(isGroupAlive));
});

interface Refused {
  what: string;
  more?: Partial<EndpointStack>;
  /** Properties of a resource. */
  change?: [string, object];
  reason: string;
}
