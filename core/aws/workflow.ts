/** Adapter of Step Functions: starts a job's execution and answers its task token. */
import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../job-errors.ts';

export class Workflow {
  private readonly client: SFNClient;

  constructor(client = new SFNClient({})) {
    this.client = client;
  }

  /** The execution's name is the job's id: starting a job twice starts it once. */
  async start(stateMachineArn: string, jobId: string): Promise<void> {
    try {
      await this.client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: jobId,
          input: JSON.stringify({ jobId }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
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
}
