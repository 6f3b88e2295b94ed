/** Answers the task token of a job's execution in place of a machine. */
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../base/job-errors.ts';
import { unlessTaskOver } from './unless-task-over.ts';

/** Step Functions' limit for the cause of a failure, in characters. */
const LONGEST_CAUSE = 32_768;

export class TaskAnswers {
  private readonly client: SFNClient;

  constructor(client = new SFNClient({})) {
    this.client = client;
  }

  /** @returns false if the task has ended before */
  async succeed(taskToken: string, output: object): Promise<boolean> {
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    return unlessTaskOver(this.client.send(command));
  }

  /** @returns false if the task has ended before */
  async fail(taskToken: string, code: JobErrorCode, cause: string): Promise<boolean> {
    const failure = { taskToken, error: code, cause: cause.slice(0, LONGEST_CAUSE) };
    return unlessTaskOver(this.client.send(new SendTaskFailureCommand(failure)));
  }
}
