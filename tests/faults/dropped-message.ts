import { expect } from 'vitest';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { signalGroup } from '../../computer/process-group.ts';
import type { FaultCase, Lab, LabJob } from './lab.ts';

export const droppedUpload: FaultCase = {
  name: 'dropped message: an upload of which S3 never told is found when somebody asks',
  prove: async (lab) => {
    const { emulator } = lab.cloud.cloud.aws;
    await emulator.put({ s3Copies: 0 });
    const job = await lab.submit();
    await emulator.put({ s3Copies: 1 });
    expect((await lab.cloud.client.job(job.jobId)).status).toBe('awaiting_upload');
    await endUploadTime(lab, job);
    expect((await lab.cloud.client.job(job.jobId)).status).not.toBe('failed');
    expect((await lab.completed(job)).attempt).toBe(1);
  },
};

export const droppedInstanceEvent: FaultCase = {
  name: 'dropped message: a machine of whose end EC2 never told is missed by its heartbeat',
  prove: async (lab) => {
    const job = await lab.submit({ windows: 40 }, [{ kind: 'lost-event' }]);
    const first = await lab.atWork(job);
    // Its agent would tell of a shutdown.
    signalGroup(lab.ec2.host.processGroup(first.id) ?? NaN, 'SIGKILL');
    lab.ec2.host.terminate(first.id);
    await lab.silent(job);
    const done = await lab.completed(job);
    expect(done.attempt).toBe(2);
    expect(await lab.givenUpFor(job)).toEqual(['HeartbeatLost']);
    expect(lab.instances(job)).toHaveLength(2);
  },
};

/** Makes the job's upload address have ended ten minutes ago. */
async function endUploadTime({ cloud }: Lab, { jobId }: LabJob): Promise<void> {
  const at = new Date(Date.now() - 600_000).toISOString();
  await new DynamoDBClient(cloud.cloud.aws.connection).send(
    new UpdateItemCommand({
      TableName: cloud.output('JobsTableName'),
      Key: { pk: { S: `job#${jobId}` }, sk: { S: 'job' } },
      UpdateExpression: 'SET uploadExpiresAt = :at',
      ExpressionAttributeValues: { ':at': { S: at } },
    }),
  );
}
