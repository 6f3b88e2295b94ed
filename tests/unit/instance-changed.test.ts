import { Client } from '@smithy/core/client';
import { afterEach, expect, test, vi } from 'vitest';
import { NO_HOLDS } from '../support/no-holds.ts';
import { CapacityWaiters } from '../../core/aws/dynamodb/capacity-waiters.ts';
import { InstanceStore } from '../../core/aws/dynamodb/instance-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { TaskAnswers } from '../../core/aws/task-answers.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { INSTANCE_CHANGES, type InstanceChange } from '../../core/machines/instance-change.ts';
import { instanceChanged } from '../../core/steps/upkeep/instance-changed.ts';

afterEach(() => vi.restoreAllMocks());

test.each(Object.keys(INSTANCE_CHANGES) as InstanceChange[])(
  "EC2's event %s of another's instance costs two reads and one write of the table",
  async (kind) => {
    const calls: string[] = [];
    // All clients of AWS send by this; the table has no such instance.
    const clients = Client.prototype as unknown as { send: (command: object) => Promise<object> };
    vi.spyOn(clients, 'send').mockImplementation((command) => {
      calls.push(command.constructor.name);
      return Promise.resolve({});
    });
    const table = new JobsTable('jobs');
    await instanceChanged(
      'i-0123456789abcdef0',
      { kind, at: new Date('2026-11-21T12:00:00Z') },
      {
        jobs: new JobReader(table),
        holds: NO_HOLDS,
        launched: new InstanceStore(table),
        machines: new PoolMachines(table),
        workflow: new Workflow(),
        seats: new MachineSeats(table),
        waiters: new CapacityWaiters(table),
        answers: new TaskAnswers(),
      },
    );
    expect(calls).toEqual(['GetCommand', 'GetCommand', 'UpdateCommand']);
  },
);
