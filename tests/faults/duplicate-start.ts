import { expect } from 'vitest';
import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { FaultCase, Lab, LabJob } from './lab.ts';

export const duplicateStart: FaultCase = {
  name: 'duplicate workflow start: one execution, one instance, and a done job stays as it is',
  prove: async (lab) => {
    const job = await lab.submit();
    await lab.until(job, 'launching');
    await Promise.all([startAgain(lab, job), startAgain(lab, job), startAgain(lab, job)]);
    await lab.completed(job);
    const done = await lab.cloud.atRest(job.jobId);
    await startAgain(lab, job);
    const stateMachineArn = lab.cloud.output('JobStateMachineArn');
    const list = new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 });
    const { executions = [] } = await lab.cloud.workflows.send(list);
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
