/**
 * Receipt of a deleted job: what was removed, and what remains elsewhere until when. Ids, counts
 * and times only, since it is kept as long as anything remains.
 */
import * as z from 'zod';
import { ACCESS_LOG_DAYS } from '../access/access-entry.ts';
import { JobId } from '../base/job-id.ts';
import { Signature } from '../receipts/signature.ts';
import { SessionId } from '../job/job-session.ts';
import { RESULTS_KNOWN_MS } from '../job/result-fingerprint.ts';
import type { Job } from '../job/job.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Retention of copies in days: AWS's own limits, and those of serverless.yml. */
export const KEPT_DAYS = {
  /** Point-in-time recovery of the table. */
  backups: 35,
  /** Step Functions history, from the end of an execution. */
  history: 90,
  logs: 30,
  /** CloudWatch may delete expired lines this much later. */
  logsLate: 3,
  lostEvents: 14,
  /** In the intake queue, then among its dead letters. */
  messages: 7 + 14,
  deliveries: 30,
  /** DynamoDB deletes expired items this much later. */
  deliveriesLate: 2,
} as const;

/** What is removed, and from where. */
const PLACES = {
  audio: 'audio-bucket',
  results: 'results-bucket',
  job: 'table',
  timeline: 'table',
  edits: 'table',
  deliveries: 'table',
  instances: 'table',
  repeats: 'table',
  links: 'table',
} as const;
const REMOVABLES = Object.keys(PLACES) as (keyof typeof PLACES)[];
const Removable = z.enum(REMOVABLES);
export type Removable = z.infer<typeof Removable>;

export const Amount = z.object({ count: z.int().min(0), bytes: z.int().min(0).optional() });
export type Amount = z.infer<typeof Amount>;

/** Everything found before anything was removed, so that a resumed deletion counts all of it. */
export const Inventory = z.object({
  /** An inventory of an older stack does not have all kinds. */
  amounts: z.partialRecord(Removable, Amount),
  /** Webhooks that receivers have accepted. */
  delivered: z.int().min(0),
  /** Latest end of an instance whose end EC2 has not confirmed. */
  instanceUntil: z.iso.datetime().optional(),
  /** When the bucket's rule has ended an upload in parts that was never complete. */
  partsUntil: z.iso.datetime().optional(),
});
export type Inventory = z.infer<typeof Inventory>;

const Place = z.enum([...new Set(Object.values(PLACES))]);
export const Removed = z.strictObject({
  what: Removable,
  where: Place,
  count: z
    .int()
    .min(0)
    .describe('Of object versions and of parts of an upload, or of items of the table.'),
  bytes: z.int().min(0).optional().describe('Of all those object versions and parts.'),
});

export const Remains = z.strictObject({
  where: z.enum([
    'table-backups',
    'workflow-history',
    'logs',
    'lost-events',
    'intake-queues',
    'instance',
    'audio-bucket',
    'receivers',
    'output',
    'table',
  ]),
  what: z.string(),
  until: z.iso.datetime().nullable().describe('`null`: it is not ours to remove.'),
});
export type Remains = z.infer<typeof Remains>;

const SIGNED = 'Absent from receipts older than signatures: docs/retention.md.';

export const DeletionReceipt = z
  .strictObject({
    jobId: JobId,
    deletedAt: z.iso.datetime(),
    removed: z.array(Removed).describe('Removed, and looked for again.'),
    remains: z.array(Remains).describe('What there is, or may be, elsewhere.'),
    signature: Signature.optional().describe(SIGNED),
  })
  .meta({ id: 'DeletionReceipt' });
export type DeletionReceipt = z.infer<typeof DeletionReceipt>;

/** Receipt of a session with all its jobs, each of which has its own as well. */
export const SessionDeletionReceipt = z
  .strictObject({
    sessionId: SessionId,
    deletedAt: z.iso.datetime(),
    jobs: z.array(JobId).describe('All jobs that were deleted with it.'),
    removed: z
      .array(Removed.extend({ what: z.enum([...REMOVABLES, 'session']) }))
      .describe('Of all jobs together, and of the session itself.'),
    remains: z.array(Remains).describe('What there is, or may be, elsewhere.'),
    signature: Signature.optional().describe(SIGNED),
  })
  .meta({ id: 'SessionDeletionReceipt' });
export type SessionDeletionReceipt = z.infer<typeof SessionDeletionReceipt>;

/** What a session has beside its jobs. */
export const SessionInventory = z.object({ documents: Amount, deliveries: Amount, items: Amount });
export type SessionInventory = z.infer<typeof SessionInventory>;

export function sessionReceipt(
  sessionId: string,
  { jobs, own }: { jobs: readonly DeletionReceipt[]; own: SessionInventory },
  deletedAt: Date,
): SessionDeletionReceipt {
  const sums = REMOVABLES.map((what) => {
    const also = what === 'results' ? own.documents : what === 'deliveries' ? own.deliveries : {};
    const all = [
      ...jobs.flatMap(({ removed }) => removed.filter((one) => one.what === what)),
      also,
    ];
    return { what, where: PLACES[what], ...sumOf(all, PLACES[what] !== 'table') };
  });
  const backups = {
    where: 'table-backups',
    what: 'The session and its chunks, in the point-in-time recovery of the table.',
    until: new Date(deletedAt.getTime() + KEPT_DAYS.backups * DAY_MS).toISOString(),
  } as const;
  return {
    sessionId,
    deletedAt: deletedAt.toISOString(),
    jobs: jobs.map(({ jobId }) => jobId),
    removed: [...sums, { what: 'session', where: 'table', ...own.items }],
    remains: latest([...jobs.flatMap(({ remains }) => remains), backups]),
  };
}

function sumOf(amounts: readonly Partial<Amount>[], hasBytes: boolean): Amount {
  const sum = (of: 'count' | 'bytes') => amounts.reduce((all, one) => all + (one[of] ?? 0), 0);
  return { count: sum('count'), ...(hasBytes && { bytes: sum('bytes') }) };
}

/** One entry for each kind of copy, with its latest time; `null`, not ours to remove, is later. */
function latest(remains: readonly Remains[]): Remains[] {
  const kinds = new Map<string, Remains>();
  for (const one of remains) {
    const name = `${one.where} ${one.what}`;
    const known = kinds.get(name);
    const isLater = known?.until !== null && (one.until ?? '9999') > (known?.until ?? '');
    if (!known || isLater) kinds.set(name, one);
  }
  return [...kinds.values()];
}

type Deleted = Pick<
  Job,
  'jobId' | 'audio' | 'createdAt' | 'repeatKeys' | 'output' | 'isFromMessage' | 'session'
>;

/** When a job was deleted, and when its last delivery notices and ends. */
export interface DeletionTimes {
  deletedAt: Date;
  lastDeliveryEndsAt: Date;
}

export function deletionReceipt(
  job: Deleted,
  found: Inventory,
  times: DeletionTimes,
): DeletionReceipt {
  const copies = copiesOf(job, found, times);
  const receipt = 'This receipt, and whose job it was.';
  return {
    jobId: job.jobId,
    deletedAt: times.deletedAt.toISOString(),
    removed: REMOVABLES.map((what) => {
      const amount = found.amounts[what] ?? { count: 0 };
      return { what, where: PLACES[what], ...amount };
    }),
    remains: [...copies, { where: 'table', what: receipt, until: lastOf(copies) }],
  };
}

/** The receipt is kept until the last of our own copies is gone. */
export function keptUntil({ remains }: Pick<DeletionReceipt, 'remains'>): string {
  return lastOf(remains);
}

function lastOf(remains: readonly Remains[]): string {
  const times = remains.flatMap(({ until }) => (until === null ? [] : [until]));
  return times.sort().at(-1) ?? '';
}

function copiesOf(job: Deleted, found: Inventory, times: DeletionTimes): Remains[] {
  const days = (count: number, from = times.deletedAt) =>
    new Date(from.getTime() + count * DAY_MS).toISOString();
  return [
    {
      where: 'table-backups',
      what: 'What was removed from the table, in its point-in-time recovery, from which only an operator can restore it.',
      until: days(KEPT_DAYS.backups),
    },
    {
      where: 'workflow-history',
      what: 'Ids, states, counts and times of its executions.',
      until: days(KEPT_DAYS.history, times.lastDeliveryEndsAt),
    },
    {
      where: 'logs',
      what: 'Ids, states, counts and times in lines of functions and instances.',
      until: days(KEPT_DAYS.logs + KEPT_DAYS.logsLate),
    },
    ...when(job.audio.source !== 'url', {
      where: 'lost-events',
      what: 'An event of S3 that names the object of the audio, if no function could handle it.',
      until: days(KEPT_DAYS.lostEvents),
    }),
    ...requestsOf(job, days(KEPT_DAYS.messages)),
    ...when(found.instanceUntil !== undefined, {
      where: 'instance',
      what: 'The disk of an instance whose end EC2 has not confirmed; it goes with the instance, which ends itself.',
      until: found.instanceUntil ?? null,
    }),
    ...lateParts(found, times),
    ...when(job.session !== undefined, {
      where: 'table',
      what: 'Its id and state in the event of its session, until the session is deleted.',
      until: days(KEPT_DAYS.deliveries + KEPT_DAYS.deliveriesLate),
    }),
    {
      where: 'table',
      what: 'Ids and times of those who read it, in the access log of its owner.',
      until: days(ACCESS_LOG_DAYS + KEPT_DAYS.deliveriesLate),
    },
    ...when(found.delivered > 0, {
      where: 'receivers',
      what: `Webhooks that their receivers have taken: ${found.delivered}.`,
      until: null,
    }),
    // An output that failed may be there in part.
    ...when(job.output?.written !== undefined, {
      where: 'output',
      what: 'Documents at the place that was named as output.',
      until: null,
    }),
  ];
}

/** Copies of the request. */
function requestsOf(job: Deleted, messagesUntil: string): Remains[] {
  return [
    ...when(job.isFromMessage === true, {
      where: 'intake-queues',
      what: 'The message that requested it, if it was sent again or failed at first; one that an operator redrives stays longer.',
      until: messagesUntil,
    }),
    ...when(hasUnknownRepeats(job), {
      where: 'table',
      what: 'Of a job that is older than such lists: a hash by which a repeated request is known, with the id of the job.',
      until: new Date(Date.parse(job.createdAt) + RESULTS_KNOWN_MS).toISOString(),
    }),
  ];
}

function lateParts({ partsUntil: until }: Inventory, { deletedAt }: DeletionTimes): Remains[] {
  if (until === undefined || Date.parse(until) <= deletedAt.getTime()) return [];
  const what =
    'A part of its upload that was under way when the upload was ended, if S3 still took it; the rule of the bucket removes it.';
  return [{ where: 'audio-bucket', what, until }];
}

function when(is: boolean, remains: Remains): Remains[] {
  return is ? [remains] : [];
}

/** Dropped files have no such record. */
function hasUnknownRepeats({ repeatKeys, audio }: Deleted): boolean {
  return repeatKeys === undefined && audio.source !== 'drop';
}
