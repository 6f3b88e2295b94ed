import { expect } from 'vitest';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import type { Fault } from '../../local/ec2/faults.ts';
import type { FaultCase, Lab, LabJob } from './lab.ts';

const NOT_FOUND = 'InvalidInstanceID.NotFound';

/** Until the test has seen that somebody was refused for it. */
const UNSEEN: Fault = {
  kind: 'machine',
  times: 1,
  prepare: (instance) => (instance.unseenMs = Infinity),
};

export const notFoundForSeconds: FaultCase = {
  name: 'NotFound for seconds after a launch: the job is done, and its machine is ended once it is seen',
  prove: async (lab) => {
    const [done, broken] = await Promise.all([
      lab.submit({ windows: 1 }, [UNSEEN]),
      lab.submit({ ending: 'unreadable', atWindow: 0 }, [UNSEEN]),
    ]);
    await Promise.all([untilRefusedThenSeen(lab, done), untilRefusedThenSeen(lab, broken)]);
    expect((await lab.completed(done)).attempt).toBe(1);
    expect((await lab.failed(broken)).error?.code).toBe('AudioUnreadable');
  },
};

async function untilRefusedThenSeen(lab: Lab, job: LabJob): Promise<void> {
  const instance = await lab.instance(job);
  const describe = new DescribeInstancesCommand({ InstanceIds: [instance.id] });
  await expect(lab.cloud.ec2.send(describe)).rejects.toMatchObject({ name: NOT_FOUND });
  await lab.cloud.until('its end is refused', job.jobId, () =>
    lab.calls(job, 'TerminateInstances').some(({ code }) => code === NOT_FOUND),
  );
  instance.unseenMs = 0;
}
