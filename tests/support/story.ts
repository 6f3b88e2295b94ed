/** All that is known of a job, for the reader of a failed test. */
import { readFileSync } from 'node:fs';
import type { CloudHarness } from '../../local/cloud-harness.ts';
import { consoleLog, type Instance } from '../../local/ec2/instance.ts';
import { everyEvent } from './every-execution.ts';

const FUNCTIONS = [
  'createJob',
  'audioUploaded',
  'audioDropped',
  'launch',
  'claim',
  'settle',
  'notify',
  'deliver',
  'instanceChanged',
  'executionOver',
  'catchUp',
  'reap',
];
const LAST_LINES = 12;

/** @param instances those of the job */
export async function storyOf(
  jobId: string,
  cloud: CloudHarness,
  instances: readonly Instance[],
): Promise<string> {
  const job = await cloud.jobs.job(jobId);
  const timeline = (await cloud.timelines.of(jobId)).map(({ at, what, detail }) =>
    [at, what, JSON.stringify(detail)].join(' '),
  );
  return [
    section('job', JSON.stringify({ ...job, taskToken: undefined })),
    section('timeline', timeline.join('\n')),
    section('execution', await historyOf(jobId, cloud)),
    ...FUNCTIONS.map((name) =>
      section(name, lastLines(cloud.cloud.aws.functionLog(`spotscribe-local-${name}`))),
    ),
    ...instances.map((instance) =>
      section(`${instance.id} (${instance.state})`, readFileSync(consoleLog(instance), 'utf8')),
    ),
  ].join('\n');
}

/** Every event of the job's execution, a line each. */
export async function historyOf(jobId: string, cloud: CloudHarness): Promise<string> {
  const executionArn = cloud.executionArn(jobId);
  try {
    const events = await everyEvent(cloud.workflows, executionArn);
    return events.map(({ timestamp: _, ...event }) => JSON.stringify(event)).join('\n');
  } catch (error) {
    return String(error); // a story is told with what there is
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

function section(title: string, text: string): string {
  return `--- ${title}\n${text.trimEnd()}`;
}
