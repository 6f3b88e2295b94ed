/** What a job costs in calls: Lambda invocations by function, state transitions by execution. */
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import type { TestCloud } from './a-cloud.ts';

const HOUR_MS = 3_600_000;

/** How often a function of this cloud was invoked so far. */
export async function invocationsOf(cloud: TestCloud, name: string): Promise<number> {
  const cloudwatch = new CloudWatchClient(cloud.cloud.aws.connection);
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: `spotscribe-local-${name}` }],
      StartTime: new Date(Date.now() - HOUR_MS),
      EndTime: new Date(Date.now() + HOUR_MS),
      Period: 2 * 3600,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

/** The states that an execution entered: what Step Functions charges for. */
export async function statesOf(cloud: TestCloud, jobId: string): Promise<string[]> {
  const executionArn = cloud.executionArn(jobId);
  const { events = [] } = await cloud.workflows.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}
