/**
 * `npm run bench overhead`: a job's overhead beyond its transcription, on the embedded cloud.
 *
 * Overhead is the time from POST to `completed`, as the API reports it, minus the engine process's
 * wall time. Jobs run one after the other. Also reports Lambda invocations and state transitions per
 * job (both billed on AWS), and the size of each function's bundle.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ApiClient } from '../client/api-client.ts';
import { JobReader } from '../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { startCloud, type Cloud } from '../local/cloud.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { WebhookReceiver } from '../local/webhook-receiver.ts';
import { bundleSizes } from './bundles.ts';
import { transitionsOfCompletedJob } from './transitions.ts';

const JOBS = 30;
const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'demo.wav');
const WEBHOOK_MS = 30_000;
/** Functions invoked by the client's own requests or by a schedule. */
const NOT_COUNTED = [
  ...['getJob', 'listJobs', 'getTranscript', 'getTimeline', 'health', 'openapi', 'root'],
  ...['reap', 'catchUp'],
];

interface Sample {
  totalSeconds: number;
  engineSeconds: number;
}

const receiver = await WebhookReceiver.start();
const cloud = await startCloud({ allow: [receiver.address], progress: console.log });
try {
  const samples: Sample[] = [];
  // The first job includes cold starts and is shown separately.
  const cold = await measure(cloud, receiver);
  const before = invocations(cloud);
  for (let job = 0; job < JOBS; job += 1) samples.push(await measure(cloud, receiver));
  report(cold, samples, (invocations(cloud) - before) / JOBS);
} finally {
  await cloud.stop();
  await receiver.stop();
}

async function measure({ info, aws, outputs }: Cloud, hook: WebhookReceiver): Promise<Sample> {
  const client = new ApiClient(info);
  const { jobId } = await client.submitFile(AUDIO, {
    force: true,
    webhook: { url: `http://${hook.address}/` },
  });
  const view = await client.untilEnd(jobId, { everyMs: 50 });
  await hook.next(({ body }) => body.includes(jobId), WEBHOOK_MS);
  const table = new JobsTable(outputs.JobsTableName ?? '', new DynamoDBClient(aws.connection));
  const job = await new JobReader(table).job(jobId);
  if (view.status !== 'completed' || !job?.result)
    throw new Error(`${jobId} ended as ${view.status}`);
  return {
    totalSeconds: view.timings.totalSeconds ?? NaN,
    engineSeconds: job.result.engineSeconds,
  };
}

/** Invocations so far, without the functions in NOT_COUNTED. */
function invocations({ aws }: Cloud): number {
  const logs = readdirSync(aws.run.logs).filter((file) => file.startsWith('spotscribe-local-'));
  const ours = logs.filter((file) => !NOT_COUNTED.some((name) => file.endsWith(`-${name}.log`)));
  return ours
    .map((file) => readFileSync(path.join(aws.run.logs, file), 'utf8'))
    .reduce((sum, text) => sum + (text.match(/^START RequestId/gm)?.length ?? 0), 0);
}

function report(cold: Sample, samples: Sample[], invocationsPerJob: number): void {
  const overhead = ({ totalSeconds, engineSeconds }: Sample) => totalSeconds - engineSeconds;
  const at = (share: number, figure: (sample: Sample) => number) => {
    const sorted = samples.map(figure).sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  };
  const definition = readFileSync(path.join(PROJECT, 'statemachine', 'job.asl.json'), 'utf8');
  console.log(`
| figure | value |
| --- | --- |
| jobs, one after the other | ${samples.length} |
| POST to completed, p50 | ${at(0.5, (sample) => sample.totalSeconds).toFixed(2)} s |
| engine process (it loads its model while the job is claimed), p50 | ${at(0.5, (sample) => sample.engineSeconds).toFixed(2)} s |
| overhead: the difference, p50 | ${at(0.5, overhead).toFixed(2)} s |
| overhead, p95 | ${at(0.95, overhead).toFixed(2)} s |
| overhead as a share of the whole, p50 | ${at(0.5, (sample) => overhead(sample) / sample.totalSeconds).toFixed(2)} |
| overhead of the first job (cold functions) | ${overhead(cold).toFixed(2)} s |
| Lambda invocations a job, without the client's GETs | ${invocationsPerJob.toFixed(2)} |
| state transitions a job | ${transitionsOfCompletedJob(definition)} |

| function | bundle, gzip |
| --- | --- |`);
  for (const [name, bytes] of Object.entries(bundleSizes(path.join(LOCAL, 'package'))))
    console.log(`| ${name} | ${(bytes / 1000).toFixed(1)} kB |`);
}
