/** Runs one job on the deployment, from upload to its instance's termination, and reports the cost. */
import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeSpotPriceHistoryCommand } from '@aws-sdk/client-ec2';
import type { _InstanceType, EC2Client } from '@aws-sdk/client-ec2';
import { wordErrorRate } from '../../ami/verdict.ts';
import type { JobView } from '../../core/view/job-view.ts';
import type { TimelineEvent } from '../../core/job/timeline.ts';
import { textOf } from '../../core/transcript/transcript.ts';
import { ApiClient } from '../../client/api-client.ts';
import { waitUntil } from '../../computer/wait-until.ts';
import { StepFailed } from './program.ts';
import type { SmokeReceipt } from './report.ts';

export interface JobOrder {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly sample: string;
  readonly expected: string;
  readonly minutes: number;
  readonly ec2: EC2Client;
  /** On-demand price; the spot price is queried. */
  readonly usdPerHour: number;
}

const MOST_WRONG_WORDS = 1 / 3;
const LEAST_SECONDS = 60; // EC2 bills per second, with a minimum of one minute

export async function apiUrlOf(stage: string, client: CloudFormationClient): Promise<string> {
  const StackName = `spotscribe-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl');
  if (output?.OutputValue !== undefined) return output.OutputValue;
  throw new StepFailed(`${StackName} has no output ApiUrl.`);
}

/** @throws StepFailed unless the transcript matches and the instance terminates in time */
export async function runJob(order: JobOrder): Promise<SmokeReceipt> {
  const client = new ApiClient(order);
  const { jobId } = await client.submitFile(order.sample);
  const deadline = Date.now() + order.minutes * 60_000;
  const job = await untilEnded(client, jobId, deadline);
  if (job.status !== 'completed' || !job.instance) {
    throw new StepFailed(`The job ${jobId} ${job.status}: ${job.error?.message ?? 'no reason'}`);
  }
  const heard = textOf((await client.transcript(jobId)).segments);
  if (wordErrorRate(order.expected, heard) > MOST_WRONG_WORDS) {
    throw new StepFailed(`The job ${jobId} heard "${heard}" where "${order.expected}" is said.`);
  }
  const seconds = secondsOf(await untilInstanceEnded(client, jobId, deadline));
  const usdPerHour = await priceOf(job.instance, order);
  const { id: instance, type, market, zone } = job.instance;
  const usd = (seconds / 3600) * usdPerHour;
  return { jobId, instance, type, market, zone, seconds, usdPerHour, usd };
}

async function untilEnded(client: ApiClient, jobId: string, deadline: number): Promise<JobView> {
  let status = 'unknown';
  const error = () => new StepFailed(`The job ${jobId} is still ${status}.`);
  return waitUntil(
    async () => {
      const job = await client.job(jobId);
      ({ status } = job);
      return ['completed', 'failed', 'cancelled'].includes(status) && job;
    },
    { limit: { deadline, error } },
  );
}

async function untilInstanceEnded(
  client: ApiClient,
  jobId: string,
  deadline: number,
): Promise<TimelineEvent[]> {
  const error = () => new StepFailed(`The instance of ${jobId} has not ended.`);
  return waitUntil(
    async () => {
      const events = await client.timeline(jobId);
      return events.some(({ what }) => what === 'instance-ended') && events;
    },
    { limit: { deadline, error } },
  );
}

function secondsOf(events: readonly TimelineEvent[]): number {
  const at = (wanted: TimelineEvent['what']) =>
    Date.parse(events.find(({ what }) => what === wanted)?.at ?? '');
  return Math.max(LEAST_SECONDS, (at('instance-ended') - at('instance-launched')) / 1000);
}

async function priceOf(
  { type, market, zone }: NonNullable<JobView['instance']>,
  { ec2, usdPerHour }: JobOrder,
): Promise<number> {
  if (market === 'on-demand') return usdPerHour;
  const { SpotPriceHistory = [] } = await ec2.send(
    new DescribeSpotPriceHistoryCommand({
      InstanceTypes: [type as _InstanceType],
      ProductDescriptions: ['Linux/UNIX'],
      StartTime: new Date(),
    }),
  );
  const here = SpotPriceHistory.find(({ AvailabilityZone }) => AvailabilityZone === zone);
  return Number(here?.SpotPrice ?? usdPerHour);
}
