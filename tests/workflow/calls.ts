/** What a job costs in calls, as AWS counts them. */
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { everyEvent } from '../support/every-execution.ts';
import type { TestCloud } from '../support/test-cloud.ts';

/** How often a function of this cloud was invoked so far: each call begins its log with a START line. */
export function invocationsOf({ cloud }: TestCloud, name: string): number {
  return (
    cloud.aws.functionLog(`spotscribe-local-${name}`).match(/^START RequestId: /gm)?.length ?? 0
  );
}

/** The states that an execution entered, in order; the embedded cloud leaves out those of branches. */
export async function statesOf(cloud: TestCloud, jobId: string): Promise<string[]> {
  const executionArn = cloud.executionArn(jobId);
  const events = await everyEvent(cloud.workflows, executionArn);
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** The deployed definition of the workflow. */
export async function definitionOf(cloud: TestCloud): Promise<string> {
  const stateMachineArn = cloud.output('JobStateMachineArn');
  const found = await cloud.workflows.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return found.definition ?? '';
}
