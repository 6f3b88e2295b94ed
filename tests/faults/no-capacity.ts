import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { everyExecution } from '../support/every-execution.ts';
import type { FaultCase, Lab, LabJob } from './lab.ts';

/** Three types in three zones, spot and on-demand: as many errors has one round that finds nothing. */
const A_ROUND = 18;

export const noCapacity: FaultCase = {
  name: 'no capacity anywhere: the job waits in `queued`, says why, and goes on by itself; its workflow is started again and again: one execution, one instance, and a done job stays as it is',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'pool', code: 'InsufficientInstanceCapacity', times: 2 * A_ROUND },
    ]);
    // Before that it may wait for its turn to ask EC2: other jobs are launched beside it.
    await lab.cloud.until('the job waits for capacity', job.jobId, async () => {
      const { status, queuedBecause } = await lab.cloud.client.job(job.jobId);
      return status === 'queued' && queuedBecause?.code === 'NoCapacity';
    });
    await Promise.all([startAgain(lab, job), startAgain(lab, job), startAgain(lab, job)]);
    const ended = await lab.completed(job);
    expect(ended.attempt).toBe(1);
    expect(ended.queuedBecause).toBeUndefined();

    const done = await lab.cloud.atRest(job.jobId);
    await startAgain(lab, job);
    const stateMachineArn = lab.cloud.output('JobStateMachineArn');
    const executions = await everyExecution(lab.cloud.workflows, { stateMachineArn });
    expect(executions.filter(({ name }) => name === job.jobId)).toHaveLength(1);
    expect(lab.instances(job)).toHaveLength(1);
    expect(await lab.cloud.client.job(job.jobId)).toEqual(done);
  },
};

/** AWS answers with the running execution, or refuses a name that was used; both start nothing. */
async function startAgain({ cloud }: Lab, { jobId: name }: LabJob): Promise<void> {
  const stateMachineArn = cloud.output('JobStateMachineArn');
  const input = JSON.stringify({ jobId: name });
  const command = new StartExecutionCommand({ stateMachineArn, name, input });
  await cloud.workflows.send(command).catch((error: unknown) => {
    expect(error).toMatchObject({ name: 'ExecutionAlreadyExists' });
  });
}
