import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { DeletionReceipt, type Removable } from '../../core/view/deletion-receipt.ts';
import { newDelivery, type Delivery } from '../../core/webhooks/delivery.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { storedAudio, type Job } from '../../core/job/job.ts';
import { JOB_STATUSES, type JobStatus } from '../../core/job/job-status.ts';
import { deleteJob } from '../support/delete-job.ts';
import { until } from '../support/until.ts';
import { aJob } from '../support/a-job.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop, jobsOf, put } from '../support/drop.ts';
import { newInstanceId } from '../support/held-job.ts';
import { invoke } from '../support/invoke.ts';
import { LONG, SHORT } from '../support/scripted-audio.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { everything, kindsWith, versionsIn } from '../support/everything.ts';
import { everyRow } from '../support/every-row.ts';
import { keyOf } from '../support/tenants.ts';

const MINUTE_MS = 60_000;
/** No other file's: its result would be reused. */
const AUDIO = scriptAudio({ ...SHORT, title: 'protokollet justerades enhälligt' });

let cloud: TestCloud;
beforeAll(async () => {
  // Everything that is stored is searched: by others, it would be too much.
  cloud = await TestCloud.start({ engine: STUB_ENGINE });
});
afterAll(() => cloud.stop());

const remove = (jobId: string, key = cloud.cloud.info.apiKey) =>
  ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}`, key });

function receiptIn(answer: Answered): DeletionReceipt {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return DeletionReceipt.parse(JSON.parse(answer.text));
}

/** What was removed, without where. */
function amountsIn({ removed }: DeletionReceipt): Partial<Record<Removable, object>> {
  return Object.fromEntries(removed.map(({ what, where: _, ...amount }) => [what, amount]));
}

/** Rows that have the job's id anywhere in them, without the access log's, which the receipt names. */
async function rowsWith(jobId: string): Promise<{ pk: string; sk: string }[]> {
  const rows = (await fullRowsWith(jobId)).filter(({ pk }) => !pk.startsWith('access#'));
  return rows.map(({ pk, sk }) => ({ pk, sk }));
}

async function fullRowsWith(jobId: string): Promise<{ pk: string; sk: string }[]> {
  const rows = (await everyRow(cloud.table)) as { pk: string; sk: string }[];
  return rows.filter((row) => JSON.stringify(row).includes(jobId));
}

const onlyItsDeletion = (jobId: string) => [{ pk: `deleted#${jobId}`, sk: 'deletion' }];

describe('a completed job', () => {
  const FILENAME = 'kvarnhjulsprotokoll från Ängsö.wav';
  const RARE = 'kvarnhjulsprotokoll';
  const NOTE = 'ringmuskelbryggan';
  const Created = z.looseObject({
    jobId: z.string(),
    upload: z.looseObject({ url: z.url(), headers: z.record(z.string(), z.string()) }),
  });
  let created: z.infer<typeof Created>;
  let deliveryId: string;
  let receipt: DeletionReceipt;

  async function create(): Promise<z.infer<typeof Created>> {
    const audio = { upload: { filename: FILENAME, bytes: AUDIO.length } };
    const body = { audio, webhook: cloud.webhook, metadata: { note: NOTE } };
    const headers = { 'idempotency-key': 'a protocol' };
    const answer = await ask(cloud, { body, headers });
    expect(answer.status).toBe(202);
    return Created.parse(JSON.parse(answer.text));
  }

  async function send(): Promise<number> {
    const { 'content-length': _, ...headers } = created.upload.headers; // fetch counts for itself
    const answer = await fetch(created.upload.url, { method: 'PUT', headers, body: AUDIO });
    return answer.status;
  }

  /** Once EC2 has told all that it will. */
  async function completed(): Promise<Job> {
    const { jobId } = created;
    await cloud.completed(jobId);
    return cloud.until('its instance is gone', jobId, async () => {
      const told = (await cloud.timelines.of(jobId)).map(({ what }) => what);
      const isAll = (['running', 'instance-ended', 'instance-terminated'] as const).every((what) =>
        told.includes(what),
      );
      return isAll && cloud.jobs.job(jobId);
    });
  }

  test('is gone from every bucket and row; histories and logs never had a word of it', async () => {
    created = await create();
    const { jobId } = created;
    expect(await send()).toBe(200);
    await completed();
    const { text } = await cloud.client.transcript(jobId);
    const words = text.split(' ').filter(({ length }) => length > 4);
    expect(words.length).toBeGreaterThan(1);
    const [delivery] = await new DeliveryStore(cloud.table).about(jobId);
    deliveryId = delivery?.deliveryId ?? '';

    const before = await everything(cloud);
    // The search finds what is there.
    expect(kindsWith(RARE, before)).toEqual(['table', 'objects']);
    expect(kindsWith(NOTE, before)).toEqual(['table']);
    for (const word of words) expect(kindsWith(word, before)).toEqual(['objects']);
    expect(kindsWith(jobId, before)).toEqual(['table', 'objects', 'histories', 'logs']);
    const results = await versionsIn(cloud, 'ResultsBucketName');
    const events = await cloud.timelines.of(jobId);

    receipt = await deleteJob(cloud, jobId);
    const bytes = results.reduce((sum, version) => sum + version.bytes, 0);
    expect(amountsIn(receipt)).toEqual({
      audio: { count: 1, bytes: AUDIO.length },
      results: { count: results.length, bytes },
      job: { count: 1 },
      timeline: { count: events.length },
      edits: { count: 0 },
      deliveries: { count: 1 },
      instances: { count: 1 },
      repeats: { count: 2 },
      links: { count: 0 },
    });

    const after = await everything(cloud);
    for (const word of [RARE, NOTE, ...words]) expect(kindsWith(word, after)).toEqual([]);
    expect(kindsWith(jobId, after)).toEqual(['table', 'histories', 'logs']);
    expect(await rowsWith(jobId)).toEqual(onlyItsDeletion(jobId));
    // Who read it: ids and times.
    const reads = (await fullRowsWith(jobId)).filter(({ pk }) => pk.startsWith('access#'));
    expect(reads.map((row) => Object.keys(row).sort())).toEqual([
      ['at', 'format', 'jobId', 'pk', 'sk', 'ttl', 'version', 'what', 'who'],
    ]);
  });

  test('remains where the receipt says, until then', () => {
    const days = receipt.remains.map(({ where, until }) => [
      where,
      until && (Date.parse(until) - Date.parse(receipt.deletedAt)) / (24 * 60 * MINUTE_MS),
    ]);
    const history = 90 + 10 / 24;
    expect(days).toEqual([
      ['table-backups', 35],
      ['workflow-history', history],
      ['logs', 33],
      ['lost-events', 14],
      ['table', 367],
      ['receivers', null],
      ['table', 367],
    ]);
    const told = JSON.stringify(receipt);
    expect(told).not.toContain(RARE);
    expect(told).not.toContain(cloud.cloud.info.owner);
  });

  test('is not there for anybody any more, but its deletion answers the same receipt again', async () => {
    const { jobId } = created;
    for (const path of ['', '/transcript', '/timeline', '/deliveries', '?wait=1']) {
      const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}${path}` });
      expectProblem(answer, 404, 'not-found');
    }
    expectProblem(await ask(cloud, { path: `/jobs/${jobId}/cancel` }), 404, 'not-found');
    const replay = await ask(cloud, { path: `/deliveries/${deliveryId}/replay` });
    expectProblem(replay, 404, 'not-found');
    const { text } = await ask(cloud, { method: 'GET' });
    expect(text).not.toContain(jobId);

    const again = await Promise.all([remove(jobId), remove(jobId)]);
    for (const answer of again) expect(receiptIn(answer)).toEqual(receipt);
    const stranger = await keyOf(cloud, 'somebody-else');
    expectProblem(await remove(jobId, stranger), 404, 'not-found');
  });

  test('gets no rows from what comes late', async () => {
    const { jobId } = created;
    const instanceId = cloud.instancesOf(jobId)[0]?.id;
    await invoke(cloud, 'instanceChanged', {
      'detail-type': 'EC2 Instance State-change Notification',
      source: 'aws.ec2',
      time: new Date().toISOString(),
      detail: { 'instance-id': instanceId, state: 'terminated' },
    });
    await invoke(cloud, 'notify', { jobId });
    expect(await invoke(cloud, 'deliver', { deliveryId, round: 0 })).toMatchObject({
      outcome: 'superseded',
    });
    await cloud.jobs.addEvents(jobId, 1, [{ what: 'written' }]);
    expect(await new DeliveryStore(cloud.table).create([aDelivery(jobId)])).toEqual([]);
    expect(await rowsWith(jobId)).toEqual(onlyItsDeletion(jobId));
  });

  test('keeps nothing of what is sent to its address afterwards', async () => {
    const { jobId } = created;
    expect(await send()).toBe(200);
    await until('the late upload is gone', async () => {
      const audio = await versionsIn(cloud, 'AudioBucketName');
      return !audio.some(({ key }) => key.includes(jobId));
    });
    expect(await rowsWith(jobId)).toEqual(onlyItsDeletion(jobId));
  });

  test('is not what its Idempotency-Key or its audio answers: that is a new job, heard anew', async () => {
    const first = created.jobId;
    created = await create();
    expect(created.jobId).not.toBe(first);
    expect((await create()).jobId).toBe(created.jobId);
    expect(await send()).toBe(200);
    const job = await cloud.completed(created.jobId);
    expect(job.reusedFrom).toBeUndefined();
    expect(cloud.instancesOf(created.jobId)).toHaveLength(1);
  });
});

function aDelivery(subject: string): Delivery {
  const event = { type: 'job.completed', attempt: 1, body: '{}', at: new Date() } as const;
  const message = { ...event, messageId: 'msg_late', subject, owner: cloud.cloud.info.owner };
  return newDelivery(message, { webhookId: 'default', url: cloud.webhook.url });
}

describe('audio that was sent in a request', () => {
  async function sent(): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob(['a letter, for which no machine is needed']), 'letter.wav');
    const { text } = await ask(cloud, { path: '/transcribe', body: form });
    return z.object({ jobId: z.string() }).parse(JSON.parse(text)).jobId;
  }

  test('is a new job after the deletion of its first', async () => {
    const jobId = await sent();
    await cloud.ended(jobId);
    expect(await sent()).toBe(jobId);
    expect(amountsIn(await deleteJob(cloud, jobId))).toMatchObject({ repeats: { count: 1 } });
    const second = await sent();
    expect(second).not.toBe(jobId);
    expect(await sent()).toBe(second);
  });

  test('is a new job also where the first did not know by what it is remembered', async () => {
    const jobId = await sent();
    await cloud.ended(jobId);
    await cloud.table.client.send(
      new UpdateCommand({
        TableName: cloud.table.name,
        Key: { pk: `job#${jobId}`, sk: 'job' },
        UpdateExpression: 'REMOVE repeatKeys',
      }),
    );
    const receipt = await deleteJob(cloud, jobId);
    expect(amountsIn(receipt)).toMatchObject({ repeats: { count: 0 } });
    expect(receipt.remains.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('a repeated request'),
    );
    expect(await sent()).not.toBe(jobId);
  });
});

describe('a dropped file', () => {
  const KEY = 'drop/vrakgods.wav';

  test('goes in the version of its job alone, and its event, told again, makes no job', async () => {
    const first = await drop(cloud, { key: KEY, body: '' });
    await put(cloud, { key: KEY, body: '' });
    const second = await until('the second version is a job', async () =>
      (await jobsOf(cloud, KEY)).find((jobId) => jobId !== first),
    );
    await Promise.all([first, second].map((jobId) => cloud.ended(jobId)));
    const versions = () => versionsIn(cloud, 'AudioBucketName');
    const own = async () => (await versions()).filter(({ key }) => key === KEY);
    const audio = (await cloud.jobs.job(first))?.audio;
    const versionId = audio?.source === 'drop' ? audio.versionId : undefined;
    expect((await own()).map((one) => one.versionId)).toContain(versionId);

    expect(amountsIn(await deleteJob(cloud, first))).toMatchObject({ audio: { count: 1 } });
    expect(await own()).toHaveLength(1);
    const bucket = cloud.output('AudioBucketName');
    await invoke(cloud, 'audioDropped', {
      detail: { bucket: { name: bucket }, object: { key: KEY, 'version-id': versionId } },
    });
    expect(await jobsOf(cloud, KEY)).toEqual([second]);
    expect(await rowsWith(first)).toEqual(onlyItsDeletion(first));

    await cloud.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: KEY }));
    expect(amountsIn(await deleteJob(cloud, second))).toMatchObject({ audio: { count: 2 } });
    expect(await own()).toEqual([]);
  });
});

describe('a job that may still be written of', () => {
  /** One that failed so many minutes ago, on an instance of which EC2 has told no end. */
  async function failedBefore(minutes: number): Promise<string> {
    const endedAt = new Date(Date.now() - minutes * MINUTE_MS).toISOString();
    const instance = {
      id: newInstanceId(),
      type: 'g4dn.xlarge',
      market: 'spot',
      zone: 'eu-north-1a',
      imageId: 'ami-0123456789abcdef0',
    } as const;
    const jobId = newJobId();
    const bucket = cloud.output('AudioBucketName');
    const audio = { ...storedAudio(aJob()), bucket };
    const status = 'failed';
    await cloud.jobs.create(
      aJob({ jobId, audio, status, attempt: 1, instance, updatedAt: endedAt, endedAt }),
    );
    return jobId;
  }

  test('is not deleted before its end', async () => {
    const { jobId } = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 9 } },
    });
    const answer = await remove(jobId);
    expect(expectProblem(answer, 409, 'not-in-this-state').detail).toContain('awaiting_upload');
    expect(answer.headers.get('retry-after')).toBeNull();
  });

  test.each([
    [0, 'workflow', '5'],
    [2, 'EC2', '10'],
    [19.85, 'EC2', '9'],
  ])('nor %d minutes after it, because of %s', async (minutes, because, seconds) => {
    const answer = await remove(await failedBefore(minutes));
    expect(expectProblem(answer, 409, 'not-in-this-state').detail).toContain(because);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(Number(seconds));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('is deleted when all addresses of its instance are dead; its disk is on the receipt', async () => {
    const { remains, deletedAt } = receiptIn(await remove(await failedBefore(21)));
    const disk = remains.find(({ where }) => where === 'instance');
    expect(Date.parse(disk?.until ?? '')).toBeGreaterThan(Date.parse(deletedAt));
  });
});

describe('a job that is cancelled and deleted twice at once, while its events come again', () => {
  const MOMENTS: JobStatus[] = ['awaiting_upload', 'queued', 'launching', 'processing'];
  const content = scriptAudio({ ...LONG, title: 'roddbåten låg kvar vid bryggan' });
  const FILENAME = 'roddbåt.wav';

  async function arrival(jobId: string): Promise<void> {
    await invoke(cloud, 'audioUploaded', {
      detail: { object: { key: `uploads/${jobId}/${FILENAME}` } },
    });
  }

  /** Until both requests, sent at once, get a receipt. */
  async function removedTwice(jobId: string): Promise<DeletionReceipt[]> {
    return cloud.until('the job is deleted', jobId, async () => {
      const answers = await Promise.all([remove(jobId), remove(jobId)]);
      for (const { status } of answers) expect([200, 409]).toContain(status);
      return answers.every(({ status }) => status === 200) && answers.map(receiptIn);
    });
  }

  test.each(MOMENTS)('once it is %s: one receipt, and nothing is left of it', async (moment) => {
    const isThere = moment !== 'awaiting_upload';
    const audio = { upload: { filename: FILENAME, bytes: content.length } };
    const { jobId, upload } = await cloud.client.createJob({ audio });
    const { 'content-length': _, ...headers } = upload?.headers ?? {};
    const send = () => fetch(upload?.url ?? '', { method: 'PUT', headers, body: content });
    if (isThere) expect((await send()).status).toBe(200);
    await cloud.until(`the job is ${moment}`, jobId, async () => {
      const now = (await cloud.jobs.job(jobId))?.status ?? 'awaiting_upload';
      return JOB_STATUSES.indexOf(now) >= JOB_STATUSES.indexOf(moment);
    });

    const cancel = () => ask(cloud, { path: `/jobs/${jobId}/cancel` });
    const events = Array.from({ length: isThere ? 2 : 0 }, () => arrival(jobId));
    const answers = await Promise.all([cancel(), cancel()]);
    await Promise.all(events);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [first, second] = await removedTwice(jobId);
    expect(second).toEqual(first);

    await send();
    await arrival(jobId);
    await invoke(cloud, 'executionOver', { detail: { name: jobId, status: 'FAILED' } });
    await until('no object is left', async () => {
      const versions = await versionsIn(cloud, 'AudioBucketName');
      return !versions.some(({ key }) => key.includes(jobId));
    });
    expect(await rowsWith(jobId)).toEqual(onlyItsDeletion(jobId));
    expect(cloud.remains(jobId)).toEqual([]);
  });
});
