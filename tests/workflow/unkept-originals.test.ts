/** Jobs that do not keep their original: when it is gone, and what comes too late for that. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Script } from '../../chaos/script.ts';
import { AnalysisRates } from '../../core/aws/dynamodb/analysis-rates.ts';
import { AnalysisTokens } from '../../core/aws/dynamodb/analysis-tokens.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { SpeedRecorder } from '../../core/aws/dynamodb/speed-recorder.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval, ObjectsNotRemoved } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import {
  attemptFoundKey,
  attemptPseudonymsKey,
  attemptRedactedKey,
} from '../../core/job/redaction-keys.ts';
import { attemptTranscriptKey, checkpointKey } from '../../core/job/work-order.ts';
import { settle } from '../../core/steps/attempts/settle.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { drop, put } from '../support/drop.ts';
import { everything } from '../support/everything.ts';
import { holdJob } from '../support/held-job.ts';
import { invokeRound } from '../support/invoke.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { aResult } from '../support/task-result.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { webhookOf } from '../support/webhook-of.ts';

const TALK: Script = {
  title: 'jag heter Anna Lindqvist och ringer om ritningen',
  windows: 2,
  paceSeconds: 0,
};
const ORIGINALS = /Anna|Lindqvist/;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

/** Places of the job that have a name of the recording. */
async function leaks(jobId: string): Promise<string[]> {
  const all = await everything(cloud);
  const own = all.filter(({ place, text }) => place.includes(jobId) || text.includes(jobId));
  return own.filter(({ text }) => ORIGINALS.test(text)).map(({ place }) => place);
}

const keyOf = (jobId: string) =>
  `s3://${cloud.output('ResultsBucketName')}/redaction-keys/${jobId}.json`;

/** A finished job, and the places that had an original when the webhook of its end arrived. */
async function ended(redact?: object): Promise<{ jobId: string; atEnd: string[] }> {
  let atEnd: string[] | undefined;
  cloud.receiver.answer = async ({ body }) => {
    const { data } = JSON.parse(body) as { data: { jobId: string } };
    atEnd ??= await leaks(data.jobId);
    return 204;
  };
  const { jobId } = await cloud.client.submitFile(scriptFile(TALK), {
    ...{ webhook: cloud.webhook, force: true },
    ...(redact && { redact }),
  });
  await cloud.completed(jobId);
  await webhookOf(cloud, jobId);
  await cloud.until('the search has ended', jobId, () => atEnd !== undefined);
  return { jobId, atEnd: atEnd ?? [] };
}

describe('when the webhook of the end arrives', () => {
  test('the originals are in the key alone', async () => {
    const { jobId, atEnd } = await ended({ keepOriginal: false });
    expect(atEnd).toEqual([keyOf(jobId)]);
  });

  test('the same search finds those of a job that keeps them', async () => {
    const { atEnd } = await ended();
    for (const part of ['transcript.json', '/checkpoint/', '/uploads/']) {
      expect(atEnd.join('\n')).toContain(part);
    }
  });
});

test('a dropped file is gone as an uploaded one is', async () => {
  const jobId = await drop(cloud, {
    key: 'drop/unkept.wav',
    body: scriptAudio(TALK),
    metadata: { 'spotscribe-redact': JSON.stringify({ keepOriginal: false }) },
  });
  await cloud.completed(jobId);
  const all = await everything(cloud);
  expect(all.filter(({ place }) => place.endsWith('drop/unkept.wav'))).toEqual([]);
  expect(all.filter(({ place }) => place === keyOf(jobId))).toHaveLength(1);
});

test('a machine of an earlier attempt, or an upload, that comes too late leaves nothing', async () => {
  const { jobId } = await ended({ keepOriginal: false });
  const Bucket = cloud.output('ResultsBucketName');
  const Key = checkpointKey({ jobId, attempt: 1 }, 7);
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'Anna Lindqvist' }));
  expect(await leaks(jobId)).toEqual(expect.arrayContaining([`s3://${Bucket}/${Key}`]));
  await cloud.until('its machine is gone', jobId, () => cloud.remains(jobId).length === 0);
  await expect
    .poll(async () => {
      await invokeRound(cloud, 'catchUp');
      return leaks(jobId);
    })
    .toEqual([keyOf(jobId)]);

  await put(cloud, { key: `uploads/${jobId}/late.wav`, body: scriptAudio(TALK) });
  await expect.poll(() => leaks(jobId)).toEqual([keyOf(jobId)]);
});

test('a job whose originals cannot be removed is not completed before they are', async () => {
  const redact = RedactRequest.parse({ keepOriginal: false });
  const { jobId } = await holdJob(cloud, { redact, webhook: cloud.webhook });
  const of = { jobId, attempt: 1 };
  await cloud.jobs.transition(
    jobId,
    { from: ['launching'], to: 'processing', attempt: 1 },
    { event: { what: 'processing' } },
  );
  const Bucket = cloud.output('ResultsBucketName');
  const stored = [
    ...TRANSCRIPT_FORMATS.map((format) => attemptTranscriptKey(of, format)),
    ...TRANSCRIPT_FORMATS.map((format) => attemptRedactedKey(of, format)),
    ...[attemptFoundKey(of), attemptPseudonymsKey(of), checkpointKey(of, 0)],
  ];
  for (const Key of stored) {
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: '[]' }));
  }

  const removal = new ObjectRemoval(cloud.s3);
  const using = (remove: ObjectRemoval['remove']) => ({
    jobs: cloud.jobs,
    holds: new JobHolds(cloud.table),
    tokens: new AnalysisTokens(cloud.table),
    machines: new PoolMachines(cloud.table),
    speeds: new SpeedRecorder(cloud.table),
    rates: new AnalysisRates(cloud.table),
    endpoints: new EndpointStore(cloud.table),
    objects: new ObjectReader(cloud.s3),
    writer: new ObjectWriter(cloud.s3),
    removal: {
      below: removal.below.bind(removal),
      version: removal.version.bind(removal),
      remove,
    },
    uploads: {
      records: new UploadRecords(cloud.table),
      multipart: new MultipartUploads(cloud.s3),
    },
    ...{ resultsBucket: Bucket, stage: 'local', timeoutSeconds: 3600, maxAttempts: 4 },
  });
  const input = { jobId, launched: { answer: { attempt: 1 } }, result: aResult() };
  const refused = settle(
    input,
    using(() => Promise.reject(new ObjectsNotRemoved(1, 'SlowDown'))),
  );
  await expect(refused).rejects.toThrow('SlowDown');
  expect((await cloud.jobs.job(jobId))?.status).toBe('processing');

  const statuses: (string | undefined)[] = [];
  const answer = await settle(
    input,
    using(async (...given) => {
      statuses.push((await cloud.jobs.job(jobId))?.status);
      await removal.remove(...given);
    }),
  );
  expect([answer.status, answer.notify]).toEqual(['completed', true]);
  expect(statuses[0]).toBe('processing');
  const places = (await everything(cloud)).map(({ place }) => place);
  const left = places.filter((place) => place.startsWith('s3:') && place.includes(jobId));
  expect(left.filter((place) => /checkpoint|pseudonyms|uploads/.test(place))).toEqual([]);
  expect(left).toContain(keyOf(jobId));
});
