/** Item types of the table, and their keys. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { subjectOf } from '../../webhooks/delivery-id.ts';
import { JobId } from '../../base/job-id.ts';
import { BulkId } from '../../bulk/bulk-id.ts';
import { SessionKey } from '../../job/job-session.ts';
import type { KnownAudio } from '../../job/result-fingerprint.ts';
import type { LaunchLine } from '../../job/launch-slot.ts';

/** Job and attempt that an instance was launched for. */
export const InstanceRecord = z.object({ jobId: z.string(), attempt: z.int() });
export type InstanceRecord = z.infer<typeof InstanceRecord>;
/** Item of an instance that is not recorded: it has only EC2's events (early-events.ts). */
export const Unrecorded = z.object({ jobId: z.undefined().optional() }).transform(() => undefined);

/** Job created by a POST with an Idempotency-Key, and the hash of its body; valid for 24 hours. */
export const IdempotencyRecord = z.object({
  jobId: z.string(),
  bodyHash: z.string(),
  expiresAt: z.iso.datetime(),
});
export type IdempotencyRecord = z.infer<typeof IdempotencyRecord>;

/** Job that transcribed an audio; valid for as long as its transcript is kept. */
export const EarlierResult = z.object({ jobId: z.string(), expiresAt: z.iso.datetime() });

export interface Key extends Record<string, string> {
  pk: string;
  sk: string;
}

/** Partition of the index `open`: set on every job that has not ended. */
export const OPEN = 'open';
/** Another one: set on every session with something to do. */
export const SESSIONS = 'sessions';
/** Another one: set on every delivery that waits for a try, or is being tried. */
export const PENDING = 'pending';
/** Another one: set on every job of which something is to be deleted by its retention. */
export const RETENTION = 'retention';

export const jobKey = (jobId: string): Key => ({ pk: `job#${jobId}`, sk: 'job' });
/** Sort key of jobs in the indexes. */
export const listedAs = ({ jobId, createdAt }: { jobId: string; createdAt: string }): string =>
  `${createdAt}#${jobId}`;
export const jobIdOf = (pk: string): string => pk.slice('job#'.length);
export const instanceKey = (id: string): Key => ({ pk: `instance#${id}`, sk: 'instance' });
/** A pool machine; its work is in the same partition, so that one query finds both. */
export const poolMachineKey = (id: string): Key => ({ pk: `instance#${id}`, sk: 'machine' });
export const poolWorkKey = (id: string, { jobId, attempt }: InstanceRecord): Key => ({
  pk: `instance#${id}`,
  sk: `work#${jobId}#${attempt}`,
});
/** All health rows of pool machines in one partition: there are few, and routing reads all. */
export const SERVERS_PK = 'servers';
export const serverKey = (id: string): Key => ({ pk: SERVERS_PK, sk: id });
/** Jobs that wait for a drainer: their backlog decides how many there are. */
export const WAITING_PK = 'waiting#batch';
export const waitingKey = (jobId: string): Key => ({ pk: WAITING_PK, sk: jobId });
export const idempotencyKey = (key: string): Key => ({
  pk: `idempotency#${key}`,
  sk: 'idempotency',
});
export const earlierResultsPk = (likeness: string): string => `result#${likeness}`;
export const earlierResultKey = ({ likeness, sha256, etag }: KnownAudio): Key => ({
  pk: earlierResultsPk(likeness),
  sk: `${sha256}#${etag}`,
});
/** Events of one millisecond: those of one process keep their order, and others do not overwrite them. */
export const eventKey = (jobId: string, at: string): Key => ({
  pk: jobKey(jobId).pk,
  sk: `event#${at}#${nextEvent()}${randomBytes(3).toString('hex')}`,
});
const EVENT_NUMBERS = 16 ** 8;
let events = 0;
function nextEvent(): string {
  events = (events + 1) % EVENT_NUMBERS;
  return events.toString(16).padStart(8, '0');
}
/** S3's upload in parts that the job waits for, or had. */
export const uploadKey = (jobId: string): Key => ({ pk: jobKey(jobId).pk, sk: 'upload' });
/** A later job that analyses the transcript of this one, in the partition of this one. */
export const laterAnalysisKey = (jobId: string, laterJobId: string): Key => ({
  pk: jobKey(jobId).pk,
  sk: `${LATER_ANALYSES}${laterJobId}`,
});
export const LATER_ANALYSES = 'analysis#';
/** One version of a transcript that people edit. */
export const editKey = (jobId: string, version: number): Key => ({
  pk: jobKey(jobId).pk,
  sk: `${EDITS}${version.toString().padStart(6, '0')}`,
});
export const EDITS = 'edit#';
/** A link to the transcript of a job, by the hash of its token. */
export const linkKey = (hash: string): Key => ({ pk: `link#${hash}`, sk: 'link' });
export const LINKS = 'link#';
/** The same link in the partition of its job. */
export const jobLinkKey = (jobId: string, linkId: string): Key => ({
  pk: jobKey(jobId).pk,
  sk: `${LINKS}${linkId}`,
});
/** Marks a job or session as deleted, and holds its receipt: nothing is written for it any more. */
export const deletionKey = (jobId: string): Key => ({ pk: `deleted#${jobId}`, sk: 'deletion' });
export const apiKeyKey = (hash: string): Key => ({ pk: `key#${hash}`, sk: 'key' });
/** All keys by prefix, in one partition: there are few, and only operators list them. */
export const keyEntryKey = (prefix: string): Key => ({ pk: 'keys', sk: prefix });
/** In the partition of its job, session or bulk, so that deleting it finds it, or of its endpoint. */
export const deliveryKey = (deliveryId: string): Key => ({
  pk: deliveriesPk(subjectOf(deliveryId)),
  sk: `delivery#${deliveryId}`,
});
export const deliveriesPk = (subject: string): string => {
  if (JobId.safeParse(subject).success) return jobKey(subject).pk;
  if (BulkId.safeParse(subject).success) return bulkKey(subject).pk;
  return SessionKey.safeParse(subject).success ? sessionPk(subject) : `webhook#${subject}`;
};
export const sessionPk = (sessionKey: string): string => `session#${sessionKey}`;
export const sessionItemKey = (sessionKey: string): Key => ({
  pk: sessionPk(sessionKey),
  sk: 'session',
});
export const chunkKey = (sessionKey: string, index: number): Key => ({
  pk: sessionPk(sessionKey),
  sk: `chunk#${index.toString().padStart(4, '0')}`,
});
/** A job that had the index of a chunk before it was sent again. */
export const replacedKey = (sessionKey: string, jobId: string): Key => ({
  pk: sessionPk(sessionKey),
  sk: `replaced#${jobId}`,
});
export const endpointKey = (owner: string, webhookId: string): Key => ({
  pk: `webhooks#${owner}`,
  sk: `endpoint#${webhookId}`,
});
export const endpointCountKey = (owner: string): Key => ({ pk: `webhooks#${owner}`, sk: 'count' });
export const rotationKey = (owner: string, webhookId: string): Key => ({
  pk: `webhooks#${owner}`,
  sk: `rotation#${webhookId}`,
});
/** `day` is an ISO date: 2026-11-22. */
export const quotaKey = (owner: string, day: string): Key => ({ pk: `quota#${owner}`, sk: day });
/** A purse's sums (core/budgets/purse.ts). */
export const purseKey = (name: string): Key => ({ pk: `purse#${name}`, sk: 'purse' });
/** What an owner's jobs may cost in a month. All in one partition: there are few, and operators list them. */
export const ownerBudgetKey = (owner: string): Key => ({ pk: 'budgets', sk: owner });
/** How long an owner's jobs are kept. All in one partition: there are few, and operators list them. */
export const ownerRetentionKey = (owner: string): Key => ({ pk: 'retention', sk: owner });
/** What of a job is still to be deleted by its retention. */
export const retentionKey = (jobId: string): Key => ({ pk: jobKey(jobId).pk, sk: 'retention' });
export const RETENTION_RECEIPTS = 'receipt#';
export const retentionReceiptKey = (jobId: string, what: string): Key => ({
  pk: jobKey(jobId).pk,
  sk: `${RETENTION_RECEIPTS}${what}`,
});
/** What an owner's keys and links have read. */
export const accessKey = (owner: string, at: string, id: string): Key => ({
  pk: accessPk(owner),
  sk: `${at}#${id}`,
});
export const accessPk = (owner: string): string => `access#${owner}`;
export const bulkKey = (bulkId: string): Key => ({ pk: `bulk#${bulkId}`, sk: 'bulk' });
export const BULK_BATCHES = 'batch#';
/** @param batch number of its first line */
export const bulkBatchKey = (bulkId: string, batch: number): Key => ({
  pk: bulkKey(bulkId).pk,
  sk: `${BULK_BATCHES}${sixDigits(batch)}`,
});
export const BULK_PROBLEMS = 'problem#';
/** A file of a bulk that did not become a transcript. */
export const bulkProblemKey = (bulkId: string, line: number): Key => ({
  pk: bulkKey(bulkId).pk,
  sk: `${BULK_PROBLEMS}${sixDigits(line)}`,
});
/** In order as texts; a bulk has at most 100,000 files, a manifest some lines more. */
const sixDigits = (number: number): string => number.toString().padStart(6, '0');
/** Partition of the index `open`: an owner's bulks, by their creation. */
export const bulksOf = (owner: string): string => `bulks#${owner}`;
export const holdKey: Key = { pk: 'hold#places', sk: 'hold' };
export const launchLineKey = (line: LaunchLine, owner: string): Key => ({
  pk: 'budget#launch',
  sk: line === 'all' ? 'budget' : `owner#${owner}`,
});
export const machinesKey: Key = { pk: 'machines', sk: 'machines' };
export const machineSeatsKey = (owner: string): Key => ({ pk: 'machines', sk: `owner#${owner}` });
/** When a job last found no free server of the pool `warm`. */
export const warmDemandKey: Key = { pk: 'demand#warm', sk: 'demand' };
/** @param share name of the share (owner-share.ts) */
export const shareKey = (owner: string, share: string): Key => ({
  pk: `share#${owner}`,
  sk: share,
});
export const spotPricesKey: Key = { pk: 'prices#spot', sk: 'prices' };
/** In the same form, of a language model. */
export const analysisRateKey = (model: string, type: string): Key => ({
  pk: `speed#analysis#${model}`,
  sk: type,
});
export const speedKey = (model: string, type: string): Key => ({ pk: `speed#${model}`, sk: type });
