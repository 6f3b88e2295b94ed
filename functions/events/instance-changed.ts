/** EC2 event of an instance: ours, or another of the account. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { CapacityWaiters } from '../../core/aws/dynamodb/capacity-waiters.ts';
import { InstanceStore } from '../../core/aws/dynamodb/instance-store.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { TaskAnswers } from '../../core/aws/task-answers.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import type { InstanceChange } from '../../core/machines/instance-change.ts';
import { instanceChanged } from '../../core/steps/upkeep/instance-changed.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = {
  jobs: new JobReader(table),
  holds: new JobHolds(table),
  launched: new InstanceStore(table),
  machines: new PoolMachines(table),
  workflow: new Workflow(),
  seats: new MachineSeats(table),
  waiters: new CapacityWaiters(table),
  answers: new TaskAnswers(),
};

const STATES = {
  running: 'running',
  stopping: 'ended',
  'shutting-down': 'ended',
  terminated: 'terminated',
} as const satisfies Record<string, InstanceChange>;

const State = z.enum(Object.keys(STATES) as [keyof typeof STATES]);
const base = { time: z.iso.datetime() };
const id = { 'instance-id': z.string() };

const Ec2Event = z.discriminatedUnion('detail-type', [
  z.object({
    ...base,
    'detail-type': z.literal('EC2 Instance State-change Notification'),
    detail: z.object({ ...id, state: State }),
  }),
  z.object({
    ...base,
    'detail-type': z.literal('EC2 Spot Instance Interruption Warning'),
    detail: z.object(id),
  }),
  z.object({
    ...base,
    'detail-type': z.literal('EC2 Instance Rebalance Recommendation'),
    detail: z.object(id),
  }),
]);

export async function handler(event: unknown): Promise<void> {
  const told = Ec2Event.parse(event);
  const change = { kind: kindOf(told), at: new Date(told.time) };
  await instanceChanged(told.detail['instance-id'], change, using);
}

function kindOf(event: z.infer<typeof Ec2Event>): InstanceChange {
  switch (event['detail-type']) {
    case 'EC2 Instance State-change Notification':
      return STATES[event.detail.state];
    case 'EC2 Spot Instance Interruption Warning':
      return 'warned';
    case 'EC2 Instance Rebalance Recommendation':
      return 'rebalance';
  }
}
