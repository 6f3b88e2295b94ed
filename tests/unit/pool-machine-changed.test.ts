/** The end of a pool's machine, on ports that only note what they are asked. */
import { expect, test } from 'vitest';
import { NO_HOLDS } from '../support/no-holds.ts';
import type { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import type { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import type { Workflow } from '../../core/aws/workflow.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import type { PoolMachine, PoolWork } from '../../core/machines/pool/pool-machine.ts';
import { poolMachineChanged } from '../../core/steps/upkeep/pool-machine-changed.ts';
import { aJob } from '../support/a-job.ts';

const ID = 'i-0123456789abcdef0';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 12, minute));
const instance: JobInstance = {
  ...{ id: ID, type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' },
};
const machine: PoolMachine = {
  ...{ ...instance, pool: 'batch', kind: 'ec2' },
  ...{ launchedAt: at(0).toISOString(), runningAt: at(0).toISOString() },
};
const token = { taskToken: 'a token', tokenAttempt: 1 };

function world(jobs: Record<string, Partial<Job>>, works: PoolWork[]) {
  const failed: string[] = [];
  const shares: Record<string, number> = {};
  let moments: object = {};
  const ports = {
    jobs: {
      job: (id: string) =>
        Promise.resolve(jobs[id] && aJob({ attempt: 1, status: 'processing', ...jobs[id] })),
    } as unknown as JobReader,
    machines: {
      find: () => Promise.resolve({ ...machine, ...moments }),
      works: () => Promise.resolve(works),
      note: (_: string, { at: time }: { at: Date }) => {
        moments = { endedAt: time.toISOString(), terminatedAt: time.toISOString() };
        return Promise.resolve();
      },
      keepShare: (_: string, { jobId }: PoolWork, seconds: number) => {
        shares[jobId] = seconds;
        return Promise.resolve();
      },
    } as unknown as PoolMachines,
    holds: NO_HOLDS,
    workflow: {
      fail: (taskToken: string, code: string) => {
        failed.push(`${taskToken}: ${code}`);
        return Promise.resolve(true);
      },
    } as unknown as Workflow,
  };
  return { ports, failed, shares };
}

const work = (jobId: string, since: number, until?: number): PoolWork => ({
  ...{ jobId, attempt: 1, since: at(since).toISOString() },
  ...(until !== undefined && { until: at(until).toISOString() }),
});

test('fails the attempts that the machine has, and no others', async () => {
  const { ports, failed } = world(
    {
      has: { instance, ...token },
      tied: { instance, status: 'launching', waitToken: 'of the wait' },
      over: { instance, status: 'completed', ...token },
      next: { instance: { ...instance, id: 'i-00000000000000000' }, attempt: 2, ...token },
      done: { instance, ...token },
    },
    [work('has', 1), work('tied', 1), work('over', 1), work('next', 1), work('done', 1, 2)],
  );
  await poolMachineChanged(ID, { kind: 'ended', at: at(10) }, ports);
  expect(failed.sort()).toEqual(['a token: InstanceLost', 'of the wait: InstanceLost']);
});

test('divides all of its seconds by the time of each job', async () => {
  const { ports, shares } = world({}, [work('short', 2, 4), work('cut', 4)]);
  await poolMachineChanged(ID, { kind: 'terminated', at: at(10) }, ports);
  expect(shares).toEqual({ short: 150, cut: 450 });
});
