/** Step Functions adapter: starts executions of jobs, bulks and deliveries, and fails a job's task token. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  paginateListExecutions,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../base/job-errors.ts';
import { unlessTaskOver } from './unless-task-over.ts';

/** Status of an execution; `error` is its error name, if it failed. */
export interface Execution {
  status: string;
  error: string | undefined;
}

interface DeliveryRound {
  deliveryId: string;
  round: number;
}

export class Workflow {
  private readonly client: SFNClient;

  constructor(client = new SFNClient({})) {
    this.client = client;
  }

  /** Idempotent: the execution is named after the job. */
  async start(stateMachineArn: string, jobId: string): Promise<void> {
    await this.startOnce(stateMachineArn, jobId, { jobId });
  }

  /** For an ended job without a regular conclusion: terminates its instance and sends its events, once. */
  async conclude(stateMachineArn: string, jobId: string): Promise<void> {
    await this.startOnce(stateMachineArn, `${jobId}-conclude`, { jobId });
  }

  /** Idempotent: the execution is named after the bulk. */
  async startBulk(stateMachineArn: string, bulkId: string): Promise<void> {
    await this.startOnce(stateMachineArn, bulkId, { bulkId });
  }

  /** Starts a delivery's round: sends after a pause, with retries. Idempotent per round. */
  async deliver(
    stateMachineArn: string,
    { deliveryId, round }: DeliveryRound,
    waitSeconds: number,
  ): Promise<void> {
    const input = { deliveryId, round, next: { waitSeconds } };
    await this.startOnce(stateMachineArn, this.deliveryName({ deliveryId, round }), input);
  }

  /** Name of the execution of a delivery's round. */
  deliveryName({ deliveryId, round }: DeliveryRound): string {
    return `${deliveryId}-${round}`;
  }

  /** The execution of this name (a job's is its id); undefined if it was never started. */
  async execution(stateMachineArn: string, name: string): Promise<Execution | undefined> {
    const prefix = stateMachineArn.replace(':stateMachine:', ':execution:');
    const command = new DescribeExecutionCommand({ executionArn: `${prefix}:${name}` });
    try {
      const { status = 'RUNNING', error } = await this.client.send(command);
      return { status, error };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Names of all running executions; eventually consistent by some seconds. */
  async running(stateMachineArn: string): Promise<Set<string>> {
    const names = new Set<string>();
    const asked = { stateMachineArn, statusFilter: 'RUNNING' as const };
    for await (const page of paginateListExecutions({ client: this.client }, asked)) {
      for (const { name } of page.executions ?? []) if (name !== undefined) names.add(name);
    }
    return names;
  }

  /** Fails the waiting attempt. @returns false if it had ended before */
  async fail(taskToken: string, code: JobErrorCode, cause: string): Promise<boolean> {
    const failure = { taskToken, error: code, cause };
    return unlessTaskOver(this.client.send(new SendTaskFailureCommand(failure)));
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
