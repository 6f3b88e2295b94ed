/** Adapter of Step Functions: starts executions of jobs and deliveries, and answers a job's task token. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  paginateListExecutions,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../base/job-errors.ts';

/** How an execution stands; `error` is its name, if it failed of one. */
export interface Execution {
  status: string;
  error: string | undefined;
}

export class Workflow {
  private readonly client: SFNClient;

  constructor(client = new SFNClient({})) {
    this.client = client;
  }

  /** The execution's name is the job's id: starting a job twice starts it once. */
  async start(stateMachineArn: string, jobId: string): Promise<void> {
    await this.startOnce(stateMachineArn, jobId, { jobId });
  }

  /** For a job that is over, though its execution did not conclude it: terminates and tells, once. */
  async conclude(stateMachineArn: string, jobId: string): Promise<void> {
    await this.startOnce(stateMachineArn, `${jobId}-conclude`, { jobId });
  }

  /** Sends a webhook after a pause, and again until it is taken: once for each round of the delivery. */
  async deliver(
    stateMachineArn: string,
    { deliveryId, round }: { deliveryId: string; round: number },
    waitSeconds: number,
  ): Promise<void> {
    const input = { deliveryId, round, next: { waitSeconds } };
    await this.startOnce(stateMachineArn, `${deliveryId}-${round}`, input);
  }

  /** The job's execution; undefined if it was never started. */
  async execution(stateMachineArn: string, jobId: string): Promise<Execution | undefined> {
    const prefix = stateMachineArn.replace(':stateMachine:', ':execution:');
    const command = new DescribeExecutionCommand({ executionArn: `${prefix}:${jobId}` });
    try {
      const { status = 'RUNNING', error } = await this.client.send(command);
      return { status, error };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Names of all executions that are under way; for some seconds the latest may be missing. */
  async running(stateMachineArn: string): Promise<Set<string>> {
    const names = new Set<string>();
    const asked = { stateMachineArn, statusFilter: 'RUNNING' as const };
    for await (const page of paginateListExecutions({ client: this.client }, asked)) {
      for (const { name } of page.executions ?? []) if (name !== undefined) names.add(name);
    }
    return names;
  }

  /** Ends the waiting attempt. False if it had ended before. */
  async fail(taskToken: string, code: JobErrorCode, cause: string): Promise<boolean> {
    try {
      await this.client.send(new SendTaskFailureCommand({ taskToken, error: code, cause }));
      return true;
    } catch (error) {
      const isOver =
        error instanceof TaskTimedOut ||
        error instanceof TaskDoesNotExist ||
        error instanceof InvalidToken;
      if (!isOver) throw error;
      return false;
    }
  }

  private async startOnce(stateMachineArn: string, name: string, content: object): Promise<void> {
    const input = JSON.stringify(content);
    try {
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
