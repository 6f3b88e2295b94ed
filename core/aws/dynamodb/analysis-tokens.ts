/** The two task tokens of a job with analyses: the first is dropped before AwaitAnalysis stores the second. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Job } from '../../job/job.ts';
import { jobKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

export class AnalysisTokens {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Drops the token of AwaitTranscript, which was answered. Nothing if the job has moved on. */
  async drop({ jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: 'REMOVE taskToken, tokenAttempt',
      ConditionExpression:
        '#status = :processing AND attempt = :attempt AND attribute_not_exists(tokenPhase)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':processing': 'processing', ':attempt': attempt },
    });
    await unlessRefused(this.table.client.send(command));
  }

  /**
   * Notes that the machine has the token of AwaitAnalysis, so that no later try of the state replaces
   * it. @returns false if one has already
   */
  async claim({ jobId }: Pick<Job, 'jobId'>, taskToken: string): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: 'SET tokenClaimed = :true',
      ConditionExpression: 'taskToken = :token AND tokenPhase = :analysis',
      ExpressionAttributeValues: { ':true': true, ':token': taskToken, ':analysis': 'analysis' },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }
}
