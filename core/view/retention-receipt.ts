/** Receipt of what a job's retention deleted, with the time and the number of things. */
import * as z from 'zod';
import { JobId } from '../base/job-id.ts';
import type { Job } from '../job/job.ts';
import { Signature } from '../receipts/signature.ts';
import { RetainedKind } from '../retention/retention.ts';
import { Amount, KEPT_DAYS, Remains, Removed } from './deletion-receipt.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Everything found before anything was removed, so that a resumed deletion counts all of it. */
export const RetentionInventory = z.object({
  audio: Amount.optional(),
  results: Amount.optional(),
  edits: Amount.optional(),
  links: Amount.optional(),
  repeats: Amount.optional(),
});
export type RetentionInventory = z.infer<typeof RetentionInventory>;

export const RetentionReceipt = z
  .strictObject({
    jobId: JobId,
    what: RetainedKind,
    days: z.int().min(0).describe('For which it was kept after the end of the job.'),
    endedAt: z.iso.datetime().describe('The end of the job.'),
    deletedAt: z.iso.datetime(),
    removed: z.array(Removed).describe('Removed, and looked for again.'),
    remains: z.array(Remains).describe('What there is, or may be, elsewhere.'),
    signature: Signature.optional(),
  })
  .meta({ id: 'RetentionReceipt' });
export type RetentionReceipt = z.infer<typeof RetentionReceipt>;

const PLACES = [
  ['audio', 'audio-bucket'],
  ['results', 'results-bucket'],
  ['edits', 'table'],
  ['links', 'table'],
  ['repeats', 'table'],
] as const;

export function retentionReceipt(
  job: Job,
  { what, found }: { what: RetainedKind; found: RetentionInventory },
  deletedAt: Date,
): RetentionReceipt {
  const days = what === 'audio' ? job.retention?.audioDays : job.retention?.transcriptDays;
  const removed = PLACES.flatMap(([name, where]) => {
    const amount = found[name];
    return amount ? [{ what: name, where, ...amount }] : [];
  });
  return {
    jobId: job.jobId,
    what,
    days: days ?? 0,
    endedAt: job.endedAt ?? job.updatedAt,
    deletedAt: deletedAt.toISOString(),
    removed,
    remains: remainsOf(job, what, deletedAt),
  };
}

function remainsOf({ output }: Job, what: RetainedKind, deletedAt: Date): Remains[] {
  const days = (count: number) => new Date(deletedAt.getTime() + count * DAY_MS).toISOString();
  const job: Remains = {
    where: 'table',
    what: 'The job itself: ids, states, times, cost, the name of the file and its metadata, until it is deleted.',
    until: null,
  };
  if (what === 'audio') return [job];
  const backups: Remains = {
    where: 'table-backups',
    what: 'Its edits, in the point-in-time recovery of the table, from which only an operator can restore them.',
    until: days(KEPT_DAYS.backups),
  };
  const copies: Remains = {
    where: 'output',
    what: 'Documents at the place that was named as output.',
    until: null,
  };
  return [job, backups, ...(output?.written === undefined ? [] : [copies])];
}

export const DeletionReceipts = z
  .strictObject({ receipts: z.array(RetentionReceipt) })
  .meta({ id: 'DeletionReceipts' });
