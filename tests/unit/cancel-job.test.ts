import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { NO_HOLDS } from '../support/no-holds.ts';
import { StaleWrite, type JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { Workflow } from '../../core/aws/workflow.ts';
import type { Job } from '../../core/job/job.ts';
import type { LaunchSlot } from '../../core/job/launch-slot.ts';
import {
  attemptAfter,
  isFinal,
  JOB_STATUSES,
  NEXT_STATUSES,
  type Transition,
} from '../../core/job/job-status.ts';
import { AlreadyOver, cancelJob } from '../../core/steps/requests/cancel-job.ts';
import { aJob } from '../support/a-job.ts';

/** A job in a table, to which something may happen before each call: that is what `others` decides. */
class Table {
  job: Job;
  readonly ends: Job['status'][] = [];
  /** State in which the job was cancelled. */
  cancelledFrom: Job['status'] | undefined;
  private readonly others: number[];

  constructor(job: Job, others: number[]) {
    this.job = job;
    this.others = others;
  }

  readonly store: Pick<JobStore, 'job' | 'transition'> = {
    job: () => {
      this.meanwhile();
      return Promise.resolve({ ...this.job });
    },
    transition: (jobId, move, { set }) => {
      this.meanwhile();
      if (!this.isIn(move)) return Promise.reject(new StaleWrite(jobId));
      this.go(move, set);
      return Promise.resolve();
    },
  };

  /** As the workflow and the instance move a job; nobody else cancels it. */
  private meanwhile(): void {
    const other = this.others.pop();
    const next = NEXT_STATUSES[this.job.status].filter((status) => status !== 'cancelled');
    const to = next[(other ?? 0) % (next.length + 1)];
    if (other === undefined || to === undefined) return;
    this.go({ from: [this.job.status], to, attempt: this.job.attempt });
    if (to === 'processing') this.job = { ...this.job, ...tokenOf(this.job.attempt) };
  }

  private isIn({ from, attempt }: Transition): boolean {
    return from.includes(this.job.status) && attempt === this.job.attempt;
  }

  private go(move: Transition, set: Partial<Job> = {}): void {
    if (move.to === 'cancelled') this.cancelledFrom = this.job.status;
    this.job = { ...this.job, ...set, status: move.to, attempt: attemptAfter(move) };
    if (isFinal(move.to)) this.ends.push(move.to);
  }
}

function tokenOf(attempt: number) {
  return { taskToken: `token-${attempt}`, tokenAttempt: attempt };
}

/** Who was told: task tokens that were failed, and executions that were started. */
function aWorkflow(): { told: string[]; workflow: Workflow } {
  const told: string[] = [];
  const workflow: Pick<Workflow, 'fail' | 'start'> = {
    fail: (token, code) => Promise.resolve(told.push(`${token} ${code}`) > 0),
    start: (_machine, jobId) => Promise.resolve(void told.push(jobId)),
  };
  return { told, workflow: workflow as Workflow };
}

async function cancel(table: Table) {
  const { told, workflow } = aWorkflow();
  const givenBack: string[] = [];
  const slots = {
    giveBack: (_: string, { line, at }: LaunchSlot) => {
      givenBack.push(`${line} ${new Date(at).toISOString()}`);
      return Promise.resolve();
    },
  };
  const offers = { token: () => Promise.resolve(undefined) };
  const jobs = table.store as JobStore;
  const using = { jobs, workflow, offers, slots, holds: NO_HOLDS, stateMachineArn: 'machine' };
  try {
    const job = await cancelJob({ ...table.job }, using);
    return { outcome: job.status, told, givenBack };
  } catch (error) {
    if (!(error instanceof AlreadyOver)) throw error;
    return { outcome: 'already over', told, givenBack };
  }
}

const TURN = '2026-11-21T12:00:00.000Z';

const aState = fc
  .record({
    status: fc.constantFrom(...JOB_STATUSES),
    attempt: fc.integer({ min: 1, max: 3 }),
    isWaitedFor: fc.boolean(),
  })
  .map(({ status, attempt, isWaitedFor }) => {
    const nth = status === 'awaiting_upload' ? 0 : attempt;
    const waits = status === 'queued' || status === 'launching';
    const token = isWaitedFor && nth > 0 && tokenOf(nth);
    return aJob({ status, attempt: nth, ...token, ...(waits && { launchTurnAt: TURN }) });
  });

describe('cancelling', () => {
  test('whatever happens at the same time: a job has one end, and the answer tells which', async () => {
    await fc.assert(
      fc.asyncProperty(aState, fc.array(fc.nat(6), { maxLength: 8 }), async (job, others) => {
        const table = new Table(job, others);
        const before = isFinal(job.status) ? 1 : 0;
        const { outcome, told, givenBack } = await cancel(table);

        expect(before + table.ends.length).toBe(1);
        expect(outcome).toBe(table.job.status === 'cancelled' ? 'cancelled' : 'already over');
        const { attempt, tokenAttempt, taskToken } = table.job;
        const waits = tokenAttempt === attempt ? `${taskToken} Cancelled` : undefined;
        const nobody = attempt === 0 ? [table.job.jobId] : [];
        expect(told).toEqual(outcome === 'cancelled' ? (waits ? [waits] : nobody) : []);
        const isUnused = table.cancelledFrom === 'queued' && table.job.launchTurnAt !== undefined;
        expect(givenBack).toEqual(isUnused ? [`all ${TURN}`] : []);
      }),
    );
  });

  test('while it waits for an instance: its pause is ended', async () => {
    const table = new Table(aJob({ status: 'queued', attempt: 1, waitToken: 'pause' }), []);
    expect(await cancel(table)).toEqual({
      outcome: 'cancelled',
      told: ['pause Cancelled'],
      givenBack: [],
    });
  });

  test('while it waits for its slot: that is given back, once', async () => {
    const slot = { launchTurnAt: TURN, launchLine: 'owner' } as const;
    const table = new Table(aJob({ status: 'queued', attempt: 1, ...slot }), []);
    expect(await cancel(table)).toMatchObject({ givenBack: [`owner ${TURN}`] });
    expect(await cancel(table)).toMatchObject({ givenBack: [] });
  });

  test('again, after a first try that told nobody: whoever waits is told', async () => {
    const job = aJob({ status: 'cancelled', attempt: 2, ...tokenOf(2) });
    expect(await cancel(new Table(job, []))).toEqual({
      outcome: 'cancelled',
      told: ['token-2 Cancelled'],
      givenBack: [],
    });
  });
});
