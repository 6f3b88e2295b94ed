/**
 * One walk over all routes with two tenants: whatever the one has, the other gets the answer for what
 * was never there. A route without its part in this walk does not compile, and fails here.
 */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../core/access/api-key.ts';
import { newLink } from '../../core/access/share-link.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { newDelivery, type Delivery } from '../../core/webhooks/delivery.ts';
import { bulkIdOf } from '../../core/bulk/bulk-id.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { OpenAiError } from '../../core/api/openai.ts';
import { PROBLEMS, type ProblemCode } from '../../core/api/problems.ts';
import { needsKey, type Operation } from '../../core/api/operation.ts';
import { OPERATIONS } from '../../core/api/operations.ts';
import type { Job } from '../../core/job/job.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { waveformKey } from '../../core/job/work-order.ts';
import { newEndpointId } from '../../core/webhooks/webhook-endpoint.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { holdJob } from '../support/held-job.ts';
import { publishedJob } from '../support/published-job.ts';
import { keyOf } from '../support/tenants.ts';

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
const OWNER = 'first-tenant';
const STRANGER = 'second-tenant';

type RouteName = keyof typeof OPERATIONS;

/** What a good request to a route has beside its path. */
interface Visit {
  body?: object;
  /** What stands in the path's braces, where that is nobody's own. */
  name?: string | (() => string);
  /** What stands there, of the owner's and of nobody's. */
  ids?: { owned: () => Promise<string>; unknown: () => string };
  /** What stands in the second ones. */
  second?: () => string;
  /** The status of a good request by the owner. */
  answers: number;
}

async function newJob(more?: object): Promise<string> {
  const body = { ...UPLOAD, ...more };
  const { text } = await ask(cloud, { body, key: keys.owner });
  return (JSON.parse(text) as { jobId: string }).jobId;
}
const jobs = { owned: () => newJob(), unknown: newJobId };
const redacted = { owned: () => newJob({ redact: {} }), unknown: newJobId };

async function jobWithAudio(): Promise<string> {
  return (await holdJob(cloud, { owner: OWNER })).jobId;
}

async function jobWithWaveform(): Promise<string> {
  const jobId = await newJob();
  const place = { Bucket: cloud.output('ResultsBucketName'), Key: waveformKey(jobId) };
  const Body = JSON.stringify({ perSecond: 20, peaks: 'AAD/' });
  await cloud.s3.send(new PutObjectCommand({ ...place, Body }));
  return jobId;
}
async function newUpload(): Promise<string> {
  const { text } = await ask(cloud, { path: '/uploads', body: UPLOAD, key: keys.owner });
  return (JSON.parse(text) as { uploadId: string }).uploadId;
}

const uploads = { owned: newUpload, unknown: newJobId };

/** Ids of the last link to a job's transcript. */
let madeLink = '';
const tokens = { text: '', transcript: '', audio: '', waveform: '' };

async function linkTo(jobId: string): Promise<string> {
  const { link, token } = newLink(jobId, { days: 1, audio: true }, new Date());
  await new LinkStore(cloud.table).add(link);
  madeLink = link.linkId;
  return token;
}

async function jobWithLink(): Promise<string> {
  const jobId = await newJob();
  await linkTo(jobId);
  return jobId;
}

/** Over, with its workflow. */
async function endedJob(more?: object): Promise<string> {
  const jobId = await newJob(more);
  await ask(cloud, { path: `/jobs/${jobId}/cancel`, key: keys.owner });
  await cloud.until('its workflow is over', jobId, async () => {
    const execution = await cloud.execution(jobId);
    return execution !== undefined && execution.status !== 'RUNNING';
  });
  return jobId;
}

let sessionsMade = 0;
const newSessionId = () => `session-${(sessionsMade += 1)}`;

/** A session with one chunk, whose audio is not uploaded yet. */
async function newSession(): Promise<string> {
  const id = newSessionId();
  await newJob({ session: { id, index: 0, count: 1 } });
  return id;
}

async function endedSession(): Promise<string> {
  const id = newSessionId();
  await endedJob({ session: { id, index: 0, count: 1 } });
  return id;
}
const sessions = { owned: newSession, unknown: newSessionId };

/** No receiver is called there: these tenants have no secret to sign with. */
const HOOK = { url: 'https://hooks.example/x' };

async function newWebhook(): Promise<string> {
  const { text } = await ask(cloud, { path: '/webhooks', body: HOOK, key: keys.owner });
  return (JSON.parse(text) as { webhookId: string }).webhookId;
}
const webhooks = { owned: newWebhook, unknown: newEndpointId };

/** A delivery of the owner's job, as if it had been sent. */
function aDelivery(): Delivery {
  const message = {
    messageId: 'msg_1',
    subject: newJobId(),
    owner: OWNER,
    type: 'job.completed',
    attempt: 1,
    body: '{}',
    at: new Date(),
  } as const;
  return newDelivery(message, { webhookId: 'default', url: HOOK.url });
}

async function sentDelivery(): Promise<string> {
  const delivery = { ...aDelivery(), status: 'failed' } as const;
  await new DeliveryStore(cloud.table).create([delivery]);
  return delivery.deliveryId;
}
const deliveries = { owned: sentDelivery, unknown: () => aDelivery().deliveryId };

/** No audio, so that no machine is launched for it; and one job for both routes, which the first waits for. */
function aForm(): FormData {
  const form = new FormData();
  form.append('language', 'auto');
  form.append('file', new Blob(['a letter']), 'a.wav');
  return form;
}

function withModel(form: FormData): FormData {
  form.append('model', 'whisper-1');
  return form;
}

let bulksMade = 0;
const UPLOADED_BULK = { source: { upload: { files: 1 } } };

/** It waits for its files. */
async function newBulk(): Promise<string> {
  const { text } = await ask(cloud, { path: '/jobs/bulk', body: UPLOADED_BULK, key: keys.owner });
  return (JSON.parse(text) as { bulkId: string }).bulkId;
}

async function endedBulk(): Promise<string> {
  const id = await newBulk();
  await ask(cloud, { method: 'POST', path: `/bulk/${id}/cancel`, key: keys.owner });
  return id;
}
const unknownBulk = () => bulkIdOf('nobody', `${(bulksMade += 1)}`);
const bulks = { owned: newBulk, unknown: unknownBulk };

const HEALTH = {
  ...{ ready: true, model: 'kb-whisper-small', version: '1' },
  load: { running: 0, waiting: 0, places: 1 },
};

const VISITS: Record<RouteName, Visit> = {
  createJob: { body: UPLOAD, answers: 202 },
  createUpload: { body: UPLOAD, answers: 202 },
  getUpload: { ids: uploads, answers: 200 },
  signParts: { ids: uploads, body: { parts: [1] }, answers: 200 },
  // Its part is not there.
  completeUpload: { ids: uploads, body: {}, answers: 409 },
  deleteUpload: { ids: uploads, answers: 204 },
  quote: { body: { durationSeconds: 3600 }, answers: 200 },
  listJobs: { answers: 200 },
  getCosts: { answers: 200 },
  getJob: { ids: jobs, answers: 200 },
  getTranscript: { ids: jobs, answers: 200 },
  // Its transcript is not there.
  getSubtitles: { ids: jobs, answers: 409 },
  getAudio: { ids: { owned: jobWithAudio, unknown: newJobId }, answers: 200 },
  getWaveform: { ids: { owned: jobWithWaveform, unknown: newJobId }, answers: 200 },
  getAnalysis: {
    ids: { owned: () => newJob({ analysis: { preset: 'summary' } }), unknown: newJobId },
    answers: 200,
  },
  listEdits: { ids: jobs, answers: 200 },
  // Its transcript is not there.
  createEdits: { ids: jobs, body: { base: 0, edits: [{ op: 'undo' }] }, answers: 409 },
  createAnalyses: { ids: jobs, body: { analysis: { preset: 'summary' } }, answers: 409 },
  getTimeline: { ids: jobs, answers: 200 },
  listDeletions: { ids: jobs, answers: 200 },
  getAccessLog: { answers: 200 },
  getReceiptKeys: { answers: 200 },
  cancelJob: { ids: jobs, answers: 200 },
  // Its copy is not there yet.
  getRedaction: { ids: redacted, answers: 409 },
  decideRedaction: { ids: redacted, body: { reject: ['0.1'] }, answers: 409 },
  getRedactionKey: { ids: redacted, answers: 409 },
  deleteRedactionKey: { ids: redacted, answers: 409 },
  deleteJob: { ids: { owned: () => endedJob(), unknown: newJobId }, answers: 200 },
  // Its transcript is not there.
  createLink: { ids: jobs, body: {}, answers: 409 },
  listLinks: { ids: { owned: jobWithLink, unknown: newJobId }, answers: 200 },
  deleteLink: {
    ids: { owned: jobWithLink, unknown: newJobId },
    ...{ second: () => madeLink, answers: 204 },
  },
  getLink: { name: () => tokens.text, answers: 200 },
  getLinkTranscript: { name: () => tokens.transcript, answers: 200 },
  getLinkAudio: { name: () => tokens.audio, answers: 200 },
  getLinkWaveform: { name: () => tokens.waveform, answers: 200 },
  getSession: { ids: sessions, answers: 200 },
  getSessionTranscript: { ids: sessions, answers: 409 },
  deleteSession: { ids: { owned: endedSession, unknown: newSessionId }, answers: 200 },
  createBulk: { body: UPLOADED_BULK, answers: 202 },
  listBulks: { answers: 200 },
  getBulk: { ids: bulks, answers: 200 },
  addBulkFiles: { ids: bulks, body: { files: [{ name: 'a.wav', bytes: 3 }] }, answers: 200 },
  startBulk: { ids: bulks, answers: 202 },
  cancelBulk: { ids: bulks, answers: 200 },
  deleteBulk: { ids: { owned: endedBulk, unknown: unknownBulk }, answers: 200 },
  // It is not over.
  getBulkReport: { ids: bulks, answers: 409 },
  createWebhook: { body: HOOK, answers: 201 },
  listWebhooks: { answers: 200 },
  deleteWebhook: { ids: webhooks, answers: 204 },
  rotateWebhook: { ids: webhooks, answers: 200 },
  replayWebhook: { ids: webhooks, body: { since: '2026-11-21T00:00:00Z' }, answers: 202 },
  testWebhook: { body: HOOK, answers: 200 },
  listDeliveries: { ids: jobs, answers: 200 },
  replayDelivery: { ids: deliveries, answers: 202 },
  transcribe: { body: aForm(), answers: 202 },
  getStatus: { ids: jobs, answers: 200 },
  createTranscription: { body: withModel(aForm()), answers: 400 },
  listModels: { answers: 200 },
  getModel: { name: 'whisper-1', answers: 200 },
  // An instance shows AWS's signature, which no tenant has.
  // The shared cloud has no identity provider: tests/api/sign-in.test.ts.
  signIn: { answers: 404 },
  claim: { body: { agentId: '0'.repeat(36) }, answers: 403 },
  instanceHealth: { body: HEALTH, answers: 403 },
  health: { answers: 200 },
  openapi: { answers: 200 },
  page: { answers: 200 },
};

const every = Object.entries<Operation>(OPERATIONS) as [RouteName, Operation][];
const withKey = every.filter(([, route]) => needsKey(route));
const ofAnId = withKey.filter(([, route]) => 'id' in (route.parameters?.shape ?? {}));

let cloud: TestCloud;
const keys = { owner: '', stranger: '' };
beforeAll(async () => {
  cloud = await TestCloud.shared();
  keys.owner = await keyOf(cloud, OWNER, [...SCOPES]);
  keys.stranger = await keyOf(cloud, STRANGER, [...SCOPES]);
  tokens.text = await linkTo(await newJob());
  tokens.transcript = await linkTo(
    await publishedJob(cloud, { segments: [], job: { owner: OWNER } }),
  );
  tokens.audio = await linkTo(await jobWithAudio());
  tokens.waveform = await linkTo(await jobWithWaveform());
});
afterAll(() => cloud.leave());

/** A good request to a route but for its key and its id. */
function visit(name: RouteName, key: string | null, id = ''): Promise<Answered> {
  const { method, path } = OPERATIONS[name];
  const { body, name: given = id, second = () => '' } = VISITS[name];
  const called = typeof given === 'string' ? given : given();
  const filled = path.replace(/\{\w+\}/, called).replace(/\{\w+\}/, second());
  return ask(cloud, { method, path: filled, key, ...(body && { body }) });
}

/** @returns the sentence that tells why */
function expectRefused({ problemsAs }: Operation, answer: Answered, code: ProblemCode): string {
  const [status] = PROBLEMS[code];
  if (problemsAs !== 'openai') return expectProblem(answer, status, code).detail;
  const { error } = OpenAiError.parse(JSON.parse(answer.text));
  const theirs = code === 'unauthenticated' ? 'invalid_api_key' : code;
  expect([answer.status, error.code]).toEqual([status, theirs]);
  return error.message;
}

/** As it was sent, but for what is of this request alone. */
function unnamed({ status, headers, text }: Answered): object {
  const requestId = headers.get('x-request-id') ?? '';
  const kept = [...headers].filter(
    ([name]) => !/^(apigw-requestid|date|ratelimit|x-request-id)$/.test(name),
  );
  return { status, headers: kept, text: text.replaceAll(requestId, '…') };
}

test('every route has its part in the walk', () => {
  expect(Object.keys(VISITS).sort()).toEqual(Object.keys(OPERATIONS).sort());
});

describe.each(ofAnId)('%s', (name) => {
  const { ids, answers } = VISITS[name];
  if (!ids) throw new TypeError(`${name} has an id in its path: the walk needs some`);

  test('somebody else’s and one that nobody has get the same answer, to the byte', async () => {
    const owned = await ids.owned();
    const foreign = await visit(name, keys.stranger, owned);
    const absent = await visit(name, keys.stranger, ids.unknown());
    const malformed = await visit(name, keys.stranger, '%00%27..');
    expectProblem(foreign, 404, 'not-found');
    expect(foreign.text).not.toContain(owned);
    expect(unnamed(foreign)).toEqual(unnamed(absent));
    expect(unnamed(malformed)).toEqual(unnamed(absent));
    expect((await visit(name, keys.owner, owned)).status).toBe(answers);
  });
});

interface Standing {
  visited: Job | undefined;
  others: Pick<Job, 'jobId' | 'status' | 'attempt' | 'audio' | 'metadata' | 'retention'>[];
}

/** All of the visited job, and of the owner's others what EC2's later events do not change. */
async function standing(visited: string): Promise<Standing> {
  const { jobs } = await cloud.lists.ofOwner({ owner: OWNER, limit: 100 });
  const others = jobs.map(({ jobId, status, attempt, audio, metadata, retention }) => {
    return { jobId, status, attempt, audio, metadata, retention };
  });
  return { others, visited: await cloud.jobs.job(visited) };
}

/** Jobs of earlier visits that were in work may have gone on by themselves. */
function expectSame(after: Standing, before: Standing): void {
  expect(after.visited).toEqual(before.visited);
  expect(after.others).toEqual(
    before.others.map((job): unknown => {
      const isStill = job.status === 'awaiting_upload' || isFinal(job.status);
      return isStill ? job : expect.objectContaining({ jobId: job.jobId });
    }),
  );
}

describe.each(withKey)('%s', (name, route) => {
  test('wants a key of its scope: with any other alone it tells what is missing, and does nothing', async () => {
    const { ids, answers } = VISITS[name];
    const id = (await ids?.owned()) ?? '';
    const before = await standing(id);
    expectRefused(route, await visit(name, null, id), 'unauthenticated');
    for (const scope of SCOPES.filter((other) => other !== route.caller)) {
      const answer = await visit(name, await keyOf(cloud, OWNER, [scope]), id);
      expect(expectRefused(route, answer, 'missing-scope')).toContain(route.caller);
    }
    expectSame(await standing(id), before);
    const own = await keyOf(cloud, OWNER, [route.caller as Scope]);
    expect((await visit(name, own, id)).status).toBe(answers);
  });
});

test('no route tells a stranger anything of the owner’s jobs', async () => {
  const secret = await newJob();
  for (const [name] of every) {
    const { text, headers } = await visit(name, keys.stranger, secret);
    const told = `${text}${JSON.stringify([...headers])}`;
    expect({ name, leaks: told.includes(secret) || told.includes(OWNER) }).toEqual({
      name,
      leaks: false,
    });
  }
  const { jobs: listed } = await cloud.lists.ofOwner({ owner: STRANGER, limit: 100 });
  for (const job of listed) expect(job.owner).toBe(STRANGER);
});

test.each(every.filter(([, route]) => !needsKey(route)))(
  '%s answers without a key as with one',
  async (name) => {
    const { answers } = VISITS[name];
    for (const key of [null, keys.owner]) expect((await visit(name, key)).status).toBe(answers);
  },
);
