import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { ApiClient } from '../../client/api-client.ts';
import { transitionsOfCompletedJob } from '../../bench/transitions.ts';
import { hashApiKey } from '../../core/access/api-key.ts';
import { ApiKeys } from '../../core/aws/dynamodb/api-keys.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import { storedAudio } from '../../core/job/job.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { CreateJobRequest } from '../../core/job/job-request.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import { createJob } from '../../core/steps/requests/create-job.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { consoleLog } from '../../local/ec2/instance.ts';
import { ROOMY } from '../../local/tenant.ts';
import { everyExecution } from '../support/every-execution.ts';
import { keyOf } from '../support/tenants.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { askAgain } from '../support/ask.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { definitionOf, invocationsOf, statesOf } from './calls.ts';
import { drop, jobsOf, put } from '../support/drop.ts';
import { invoke } from '../support/invoke.ts';
import { scriptFile, SHORT as SHORT_SCRIPT } from '../support/scripted-audio.ts';
import { historyOf } from '../support/story.ts';
import { deliveriesOf, webhookOf } from '../support/webhook-of.ts';

const SHORT = scriptFile(SHORT_SCRIPT);
const SHORT_NAME = path.basename(SHORT);

/** Those that a job needs, in the order in which it needs them. */
const FUNCTIONS = 'createJob audioUploaded route launch claim settle notify instanceChanged'.split(
  ' ',
);

const Named = z.object({ jobId: z.string() });
const Answer = Named.extend({ upload: z.object({ url: z.url() }) });
const HOUR_MS = 3_600_000;

/** Declared both, and only the first is there. */
const [OUTPUT, MISSING] = ['spotscribe-local-output', 'spotscribe-local-missing'];

let cloud: TestCloud;
beforeAll(async () => {
  const parameters = { OutputBuckets: `${OUTPUT},${MISSING}` };
  cloud = await TestCloud.start({ parameters, engine: STUB_ENGINE });
});
afterAll(() => cloud.stop());

async function executions(): Promise<string[]> {
  const stateMachineArn = cloud.output('JobStateMachineArn');
  const found = await everyExecution(cloud.workflows, { stateMachineArn });
  return found.map(({ name }) => name ?? '');
}

describe('one job', () => {
  test('is one execution with its id as name and input, one machine, few calls', async () => {
    const { jobId } = await cloud.client.submitFile(SHORT, { webhook: cloud.webhook });
    await cloud.completed(jobId);
    const execution = await cloud.execution(jobId);
    const states = await statesOf(cloud, jobId);

    expect(await executions()).toEqual([jobId]);
    expect(JSON.parse(execution?.input ?? '')).toEqual({ jobId });
    expect(states).toEqual([
      ...['Route', 'IsOffered', 'Launch', 'IsLaunched', 'AwaitTranscript'],
      ...['Settle', 'Conclude', 'Outcome', 'Completed'],
    ]);
    expect(transitionsOfCompletedJob(await definitionOf(cloud))).toBeLessThanOrEqual(12);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('leaves no text, name, address or secret in its history and logs', async () => {
    const [jobId = ''] = await executions();
    const job = await cloud.jobs.job(jobId);
    const { text } = await cloud.client.transcript(jobId);
    const { apiKey, webhookSecret, credentials } = cloud.cloud.info;
    const said = [await historyOf(jobId, cloud), ...logsOf(jobId)].join('\n');
    const secrets = [
      ...[text, SHORT_NAME, apiKey, webhookSecret, credentials.secretAccessKey],
      ...['X-Amz-Signature', 'x-amz-security-token'],
    ];

    expect(said).toContain(jobId);
    for (const secret of secrets) expect([secret, said.includes(secret)]).toEqual([secret, false]);
    // Step Functions shows it in the history, to principals with a permission of its own.
    expect(logsOf(jobId).join('\n')).not.toContain(job?.taskToken ?? 'no token');
  });

  test('costs ten invocations, and one for each time that its machine had to wait', async () => {
    // EC2 tells that it runs, that it is ending, and that it is gone.
    await cloud.until('the end of the instance was told', 'none', () => {
      return invocationsOf(cloud, 'instanceChanged') >= 3;
    });
    const counts = FUNCTIONS.map((name) => invocationsOf(cloud, name));
    // Rarely, a machine is up before its token is stored, and asks once more.
    const waits = cloud.cloud.aws.functionLog('spotscribe-local-claim').match(/"status":40[49]/g);
    expect(counts).toEqual([1, 1, 1, 1, 1 + (waits?.length ?? 0), 1, 1, 3]);
  });
});

/** What the functions and the machine of a job have written. */
function logsOf(jobId: string): string[] {
  const functions = FUNCTIONS.map((name) =>
    cloud.cloud.aws.functionLog(`spotscribe-local-${name}`),
  );
  const consoles = cloud.instancesOf(jobId).map((one) => readFileSync(consoleLog(one), 'utf8'));
  return [...functions, ...consoles];
}

describe('the same S3 event, delivered twice', () => {
  beforeAll(() => cloud.cloud.aws.emulator.put({ s3Copies: 2 }));
  afterAll(() => cloud.cloud.aws.emulator.put({ s3Copies: 1 }));

  test('of an upload launches one instance', async () => {
    const before = invocationsOf(cloud, 'audioUploaded');
    const { jobId } = await cloud.client.submitFile(SHORT);
    await cloud.completed(jobId);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    await cloud.until('both have come', jobId, () => {
      return invocationsOf(cloud, 'audioUploaded') - before === 2;
    });
  });

  test('of a drop makes one job, which launches one instance', async () => {
    const before = invocationsOf(cloud, 'audioDropped');
    const key = 'drop/twice.wav';
    const jobId = await drop(cloud, { key, body: readFileSync(SHORT) });
    await cloud.until('both have come', jobId, () => {
      return invocationsOf(cloud, 'audioDropped') - before === 2;
    });
    await cloud.completed(jobId);
    expect(await jobsOf(cloud, key)).toEqual([jobId]);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });
});

describe('an event that comes again later', () => {
  test('changes nothing, while the job runs and when it is over', async () => {
    const key = 'drop/again.wav';
    const jobId = await drop(cloud, { key, body: readFileSync(SHORT) });
    const bucket = { name: cloud.output('AudioBucketName') };
    const job = await cloud.jobs.job(jobId);
    const version = job && storedAudio(job).versionId;
    const object = { key, 'version-id': version };
    await invoke(cloud, 'audioDropped', { detail: { bucket, object } });
    const done = await cloud.receipted(jobId);
    await invoke(cloud, 'audioDropped', { detail: { bucket, object } });

    expect(version).toBeDefined();
    expect(await jobsOf(cloud, key)).toEqual([jobId]);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    expect(await cloud.client.job(jobId)).toEqual(done);
  });

  test('of an upload leaves a completed job as it is', async () => {
    const { jobId } = await cloud.client.submitFile(SHORT, { webhook: cloud.webhook });
    const done = await cloud.receipted(jobId);
    const job = await cloud.jobs.job(jobId);
    const key = job && storedAudio(job).key;
    await invoke(cloud, 'audioUploaded', { detail: { object: { key } } });
    expect(await cloud.client.job(jobId)).toEqual(done);
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  });
});

describe('Launch, repeated', () => {
  test('for one job asks for one instance', async () => {
    const created = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 9 } },
    });
    const { jobId } = created;
    // No execution runs here: the step alone is asked, twice at once and once more.
    await cloud.jobs.transition(
      jobId,
      { from: ['awaiting_upload'], to: 'queued', attempt: 0 },
      { event: { what: 'uploaded' } },
    );
    await cloud.jobs.transition(
      jobId,
      { from: ['queued'], to: 'launching', attempt: 0 },
      { event: { what: 'launching' } },
    );
    const answers = await Promise.all([1, 2].map(() => invoke(cloud, 'launch', { jobId })));
    answers.push(await invoke(cloud, 'launch', { jobId }));

    const [instance] = cloud.instancesOf(jobId);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    for (const answer of answers) {
      expect(answer).toMatchObject({ attempt: 1, instanceId: instance?.id });
    }
    if (instance) cloud.cloud.ec2.host.terminate(instance.id);
    await cloud.until('it is gone', jobId, () => cloud.remains(jobId).length === 0);
  });
});

describe('Idempotency-Key', () => {
  const body = { audio: { upload: { filename: 'möte.wav', bytes: 4711 } } };

  async function post(key: string, asked: unknown): Promise<Response> {
    const { apiUrl, apiKey } = cloud.cloud.info;
    return fetch(`${apiUrl}/jobs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(asked),
    });
  }

  test('twenty equal requests at once make one job', async () => {
    const asked = { body, headers: { 'idempotency-key': 'twenty' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => askAgain(cloud, asked)));
    const created = answers.map(({ text }) => Answer.parse(JSON.parse(text)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(new Set(created.map(({ jobId }) => jobId)).size).toBe(1);
    // The address is signed anew for each, and leads to the same object.
    const objects = created.map(({ upload }) => new URL(upload.url).pathname);
    expect(new Set(objects).size).toBe(1);
  });

  test('the same key with another body is refused', async () => {
    const first = Answer.parse(await (await post('other', body)).json());
    const other = await post('other', { ...body, words: true });
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'idempotency-mismatch' });
    const again = Answer.parse(await (await post('other', body)).json());
    expect(again.jobId).toBe(first.jobId);
  });

  describe('repeated when its deadline has passed', () => {
    const noon = Date.now();
    const deadline = new Date(noon + HOUR_MS).toISOString();
    const request = CreateJobRequest.parse({ ...body, deadline });

    async function create(at: number, asked: Partial<Parameters<typeof createJob>[0]> = {}) {
      const using = {
        jobs: cloud.jobs,
        objects: new ObjectLister(cloud.s3),
        workflow: new Workflow(cloud.workflows),
        audioBucket: cloud.output('AudioBucketName'),
        stateMachineArn: cloud.output('JobStateMachineArn'),
        instanceTypes: ['g4dn.xlarge'],
        region: cloud.cloud.info.region,
        maxAudioSeconds: 3600,
        audioUrls: new AudioUrls([]),
        results: new ResultCache(cloud.table),
        outputBuckets: [],
        analysisModels: [],
        models: [DEFAULT_MODEL],
        now: () => new Date(at),
      };
      const { owner, apiKey } = cloud.cloud.info;
      const used = await new ApiKeys(cloud.table).use(hashApiKey(apiKey), ROOMY);
      if (!used) throw new Error('the cloud does not know its own key');
      const { jobQuota } = used;
      return createJob({ request, owner, jobQuota, idempotencyKey: 'late', ...asked }, using);
    }

    test('finds its job, and still no other', async () => {
      const job = await create(noon);
      expect(await create(noon + 2 * HOUR_MS)).toEqual(job);
      const other = { request: { ...request, words: true } };
      await expect(create(noon + 2 * HOUR_MS, other)).rejects.toMatchObject({
        reason: 'idempotency-mismatch',
      });
    });

    test('is refused if it was never heard of, or not for a day', async () => {
      await create(noon);
      const refused = { reason: 'invalid', path: 'deadline' };
      const unknown = { idempotencyKey: 'never' };
      await expect(create(noon + 2 * HOUR_MS, unknown)).rejects.toMatchObject(refused);
      await expect(create(noon + 25 * HOUR_MS)).rejects.toMatchObject(refused);
    });
  });

  test('repeated when its object is gone, finds its job', async () => {
    const { owner, audioBucket: Bucket } = cloud.cloud.info;
    const Key = `in/${owner}/once.wav`;
    await put(cloud, { key: Key, body: readFileSync(SHORT) });
    const asked = { audio: { s3: `s3://${Bucket}/${Key}` } };
    const { jobId } = Named.parse(await (await post('gone', asked)).json());
    const { status } = await cloud.completed(jobId);
    await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));

    const again = await post('gone', asked);
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ jobId, status });
    expect((await post('gone too', asked)).status).toBe(422);
  });

  test('without a key, two equal requests are two jobs', async () => {
    const [first, second] = await Promise.all([
      cloud.client.createJob(body),
      cloud.client.createJob(body),
    ]);
    expect(first.jobId).not.toBe(second.jobId);
  });
});

describe('audio that its owner had transcribed before', () => {
  /** No other test has transcribed it. */
  const audio = scriptAudio({ ...SHORT_SCRIPT, title: 'samma ljud en gång till' });
  let file: string;
  let first: JobView;
  beforeAll(async () => {
    file = path.join(mkdtempSync(path.join(tmpdir(), 'spotscribe-once-')), 'samma ljud.wav');
    writeFileSync(file, audio);
    const { jobId } = await cloud.client.submitFile(file);
    first = await cloud.completed(jobId);
  });
  afterAll(() => rmSync(path.dirname(file), { recursive: true }));

  /** Without a machine, from what the first job has. */
  async function expectReused(jobId: string): Promise<void> {
    const job = await cloud.completed(jobId);
    expect(jobId).not.toBe(first.jobId);
    expect(cloud.instancesOf(jobId)).toEqual([]);
    expect(job).toMatchObject({ reusedFrom: first.jobId, audio: { sha256: first.audio.sha256 } });
    expect(Object.keys(job.timings)).not.toContain('bootedSeconds');
    const [own, earlier] = await Promise.all(
      [jobId, first.jobId].map((id) => cloud.client.transcript(id)),
    );
    expect(own).toEqual({ ...earlier, jobId });
    const told = (await cloud.client.timeline(jobId)).map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(['launching', 'reused', 'completed']));
  }

  const submit = async (options: object) =>
    (await cloud.client.submitFile(file, { force: false, ...options })).jobId;

  test('and uploads again: no machine, a job and a webhook of its own', async () => {
    const metadata = { case: '2' };
    const jobId = await submit({ metadata, webhook: cloud.webhook });
    await expectReused(jobId);
    const { event } = await webhookOf(cloud, jobId);
    expect(event).toMatchObject({ type: 'job.completed', data: { jobId, metadata } });
    const subtitles = await cloud.client.request('GET', `/jobs/${jobId}/transcript?format=srt`);
    expect(await subtitles.text()).toMatch(/^1\n/);
  });

  test('and has it in S3, drops it, or sends it: no machine', async () => {
    const { owner, audioBucket } = cloud.cloud.info;
    const key = `in/${owner}/same.wav`;
    await put(cloud, { key, body: audio });
    const asked = { audio: { s3: `s3://${audioBucket}/${key}` }, force: false };
    await expectReused((await cloud.client.createJob(asked)).jobId);

    const metadata = { 'spotscribe-force': 'false' };
    await expectReused(await drop(cloud, { key: 'drop/same.wav', body: audio, metadata }));

    const body = new FormData();
    body.append('file', new Blob([audio]), 'same.wav');
    const { apiUrl, apiKey } = cloud.cloud.info;
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await fetch(`${apiUrl}/transcribe`, { method: 'POST', headers, body });
    await expectReused(Named.parse(await answer.json()).jobId);
  });

  test('and wants it in a bucket of theirs: the documents are there as well, under its id', async () => {
    const output = `s3://${OUTPUT}/möten/2026/`;
    const jobId = await submit({ output, formats: ['srt', 'json'] });
    const job = await cloud.completed(jobId);
    expect(job.output).toEqual({ location: output, written: true });
    const reader = new ObjectLister(cloud.s3);
    expect((await reader.list(OUTPUT, '')).map(({ key }) => key)).toEqual([
      `möten/2026/${jobId}.json`,
      `möten/2026/${jobId}.srt`,
    ]);
    const text = await reader.text({ bucket: OUTPUT, key: `möten/2026/${jobId}.json` });
    expect(JSON.parse(text ?? '')).toEqual(await cloud.client.transcript(jobId));
  });

  test('and wants it in a bucket that cannot be written to: completed, and told why', async () => {
    const metadata = { 'spotscribe-force': 'false', 'spotscribe-output': `s3://${MISSING}/` };
    const jobId = await drop(cloud, { key: 'drop/nowhere.wav', body: audio, metadata });
    const { output } = await cloud.completed(jobId);
    expect(output).toMatchObject({ location: `s3://${MISSING}/`, written: false });
    expect(output?.problem).toMatch(/NoSuchBucket/);
    expect((await cloud.client.transcript(jobId)).complete).toBe(true);
    const told = (await cloud.client.timeline(jobId)).map(({ what }) => what);
    expect(told).toContain('output-failed');
  });

  test('with other options, as another owner, or by force: a machine', async () => {
    const other = await keyOf(cloud, 'somebody-else');
    const theirs = new ApiClient({ apiUrl: cloud.cloud.info.apiUrl, apiKey: other });
    const jobs = await Promise.all([
      submit({ words: true }),
      submit({ force: true }),
      theirs.submitFile(file).then(({ jobId }) => jobId),
    ]);
    for (const jobId of jobs) {
      await cloud.until('it is completed', jobId, async () => {
        return (await cloud.jobs.job(jobId))?.status === 'completed';
      });
      expect(cloud.instancesOf(jobId)).toHaveLength(1);
      expect((await cloud.jobs.job(jobId))?.reusedFrom).toBeUndefined();
    }
  });

  test('but whose transcript is gone by then: a machine, in the next attempt', async () => {
    const Bucket = cloud.output('ResultsBucketName');
    const { reusedFrom = '' } = await cloud.completed(await submit({}));
    await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: transcriptKey(reusedFrom, 'srt') }));
    const { jobId, attempt } = await cloud.completed(await submit({ webhook: cloud.webhook }));
    expect([attempt, cloud.instancesOf(jobId).length]).toEqual([2, 1]);
    const told = (await cloud.client.timeline(jobId)).map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(['reused', 'earlier-result-gone', 'completed']));
  });
});
