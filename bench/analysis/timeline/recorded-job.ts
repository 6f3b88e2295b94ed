/** Collects a job's record for the plot: from the API, the webhooks, and the answers that its machine stored. */
import path from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { ChaosHarness } from '../../../chaos/harness.ts';
import { AnalysisDocument, type Analysis } from '../../../core/analysis/analysis.ts';
import { attemptAnalysisPiecesPrefix } from '../../../core/job/work-order.ts';
import type { JobView } from '../../../core/view/job-view.ts';
import type { AnsweredQuestion, JobRecord } from './record.ts';

const Piece = z.object({ seconds: z.number() });
const Delivery = z.object({ type: z.string(), data: z.object({ jobId: z.string() }) });

export async function recordOf(job: JobView, harness: ChaosHarness): Promise<JobRecord> {
  const { jobId, createdAt, audio } = job;
  const answer = await harness.client.request('GET', `/jobs/${jobId}/analysis`);
  const { analyses } = AnalysisDocument.parse(await answer.json());
  const failed = analyses.find(({ status }) => status !== 'completed');
  if (failed) throw new AnalysisNotDone(failed);
  const minutes = ((audio.durationSeconds ?? 0) / 60).toFixed(0);
  return {
    title: `A job of ${minutes} minutes with two analyses, on the embedded cloud`,
    createdAt,
    events: await harness.client.timeline(jobId),
    questions: await questionsOf(job, harness),
    analyses: analyses
      .filter((one) => one.jobId === undefined || one.jobId === jobId)
      .map(({ preset, completedAt = createdAt }) => ({ preset, completedAt })),
    webhooks: webhooksOf(jobId, harness),
  };
}

async function questionsOf(
  { jobId, attempt }: JobView,
  harness: ChaosHarness,
): Promise<AnsweredQuestion[]> {
  const bucket = { Bucket: harness.output('ResultsBucketName') };
  const prefix = { Prefix: attemptAnalysisPiecesPrefix({ jobId, attempt }) };
  const listed = await harness.s3.send(new ListObjectsV2Command({ ...bucket, ...prefix }));
  const pieces = (listed.Contents ?? []).map(async ({ Key = '', LastModified }) => {
    const { Body } = await harness.s3.send(new GetObjectCommand({ ...bucket, Key }));
    const { seconds } = Piece.parse(JSON.parse((await Body?.transformToString()) ?? ''));
    const at = (LastModified ?? new Date(NaN)).toISOString();
    return { name: path.basename(Key, '.json'), at, seconds };
  });
  return Promise.all(pieces);
}

function webhooksOf(jobId: string, { receiver }: ChaosHarness): JobRecord['webhooks'] {
  return receiver.received
    .map(({ at, body }) => ({ at, ...Delivery.parse(JSON.parse(body)) }))
    .filter(({ data }) => data.jobId === jobId)
    .map(({ at, type }) => ({ event: type, at: at.toISOString() }));
}

/** Its times say nothing. */
class AnalysisNotDone extends Error {
  constructor({ preset, status, error }: Analysis) {
    super(`The analysis ${preset} is ${status}: ${error?.code ?? 'without an error'}`);
    this.name = 'AnalysisNotDone';
  }
}
