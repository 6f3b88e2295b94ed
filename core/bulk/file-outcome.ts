/** What has become of a file of a bulk so far. */
import * as z from 'zod';
import { isFinal, JobStatus } from '../job/job-status.ts';
import type { Job } from '../job/job.ts';
import { FileProblem, ListedFile } from './listed-file.ts';

export const FileOutcome = z.object({
  line: z.int().min(1),
  key: z.string(),
  /** `waiting`: no job yet. `earlier`: a job that an earlier request made. `dropped`: cancelled before it had one. */
  state: z.enum(['waiting', 'submitted', 'earlier', 'refused', 'dropped']),
  jobId: z.string().optional(),
  /** Status of the job when it was last looked at; `deleted`: its row is gone. */
  status: JobStatus.or(z.literal('deleted')).optional(),
  /** Why it did not become a transcript. */
  problem: FileProblem.optional(),
  durationSeconds: z.number().optional(),
  /** Unexpected errors so far. */
  tries: z.int().min(0).optional(),
});
export type FileOutcome = z.infer<typeof FileOutcome>;

/** Files of one execution of the Map state. */
export const Batch = z.object({ files: z.array(FileOutcome) });
export type Batch = z.infer<typeof Batch>;

export const BatchCounts = z.object({
  files: z.int(),
  submitted: z.int(),
  earlier: z.int(),
  refused: z.int(),
  waiting: z.int(),
  running: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
});
export type BatchCounts = z.infer<typeof BatchCounts>;

export function untried({ line, key }: ListedFile): FileOutcome {
  return { line, key, state: 'waiting' };
}

/** A file with a job, as the job is now. */
export function followed(outcome: FileOutcome, job: Job | undefined): FileOutcome {
  const { problem: _, durationSeconds: _seconds, tries: _tries, ...rest } = outcome;
  if (!job) return { ...rest, status: 'deleted', problem: DELETED };
  const { status, error, result } = job;
  return {
    ...rest,
    status,
    ...(status === 'completed' && result && { durationSeconds: result.durationSeconds }),
    ...(isFinal(status) && status !== 'completed' && { problem: problemOf(status, error) }),
  };
}

const DELETED: FileProblem = {
  code: 'deleted',
  message: 'The job was deleted before the bulk was over.',
};

function problemOf(status: JobStatus, error: Job['error']): FileProblem {
  if (error) return { code: error.code, message: error.message };
  return { code: status, message: `The job ended as ${status}.` };
}

/** Whether nothing more happens to the file. */
export function isSettled({ state, status }: FileOutcome): boolean {
  if (state === 'refused' || state === 'dropped') return true;
  return status !== undefined && (status === 'deleted' || isFinal(status));
}

export function countsOf(files: readonly FileOutcome[]): BatchCounts {
  const number = (is: (file: FileOutcome) => boolean) => files.filter(is).length;
  return {
    files: files.length,
    submitted: number(({ state }) => state === 'submitted'),
    earlier: number(({ state }) => state === 'earlier'),
    refused: number(({ state }) => state === 'refused'),
    waiting: number(({ state }) => state === 'waiting'),
    running: number((file) => file.jobId !== undefined && !isSettled(file)),
    completed: number(({ status }) => status === 'completed'),
    failed: number(({ status }) => status === 'failed' || status === 'deleted'),
    cancelled: number(({ state, status }) => state === 'dropped' || status === 'cancelled'),
  };
}
