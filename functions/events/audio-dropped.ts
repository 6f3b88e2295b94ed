/** S3 event: a file was dropped below drop/. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { isDropped } from '../../core/job/drop-name.ts';
import { audioDropped } from '../../core/steps/arrivals/audio-dropped.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobQuotas } from '../../core/aws/dynamodb/job-quotas.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { moneyOf } from '../http/money.ts';

const config = readConfig([
  'jobsTable',
  'stateMachineArn',
  'defaultOwner',
  'maxAudioSeconds',
  'outputBuckets',
  'models',
  'analysisModels',
  'jobsPerDay',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  owner: config.defaultOwner,
  jobs: new JobStore(table),
  quotas: new JobQuotas(table),
  objects: new ObjectReader(),
  results: new ResultCache(table),
  workflow: new Workflow(),
  money: moneyOf(table),
};

const Dropped = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().startsWith('drop/'),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

export async function handler(event: unknown): Promise<void> {
  const { bucket, object } = Dropped.parse(event).detail;
  if (!isDropped(object.key)) return;
  const versionId = object['version-id'];
  await audioDropped(
    {
      bucket: bucket.name,
      key: object.key,
      versionId,
      version: versionId ?? object.sequencer ?? '',
    },
    using,
  );
}
