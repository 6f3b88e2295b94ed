/** Everything that is stored of a job, apart from its own item and those of later jobs. */
import type { JobRemoval, Row } from '../../aws/dynamodb/job-removal.ts';
import type { SessionStore } from '../../aws/dynamodb/session-store.ts';
import type { ObjectRemoval, StoredVersion } from '../../aws/s3/object-removal.ts';
import type { Job } from '../../job/job.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { pseudonymsKey } from '../../job/redaction-keys.ts';
import { isStale, sessionPrefix } from '../../job/session.ts';
import { unfinishedUpload, type PartsPorts, type UnfinishedUpload } from './unfinished-parts.ts';

interface StoredPorts extends PartsPorts {
  removal: Pick<JobRemoval, 'rows'>;
  objects: Pick<ObjectRemoval, 'below' | 'version'>;
  sessions?: Pick<SessionStore, 'session'>;
  resultsBucket: string;
}

export interface Stored {
  rows: Row[];
  audio: StoredVersion[];
  results: StoredVersion[];
  /** Absent if the job had no upload in parts, or its row is gone. */
  upload?: UnfinishedUpload | undefined;
}

export async function allOf(job: Job, using: StoredPorts): Promise<Stored> {
  const [rows, audio, results, upload] = await Promise.all([
    using.removal.rows(job),
    audioOf(job, using.objects),
    resultsOf(job, using),
    unfinishedUpload(job, using),
  ]);
  return { rows, audio, results, upload };
}

/** Its transcript and all that is made from it. */
export async function resultsOf(
  job: Job,
  using: Pick<StoredPorts, 'objects' | 'sessions' | 'resultsBucket'>,
): Promise<StoredVersion[]> {
  const all = await Promise.all([
    using.objects.below(using.resultsBucket, `jobs/${job.jobId}/`),
    pseudonymsOf(job, using),
    invocationsOf(job, using),
    combinedWith(job, using),
  ]);
  return all.flat();
}

/** Asked for only where there may be any: each look is a request. */
async function pseudonymsOf(
  { jobId, redact }: Job,
  { objects, resultsBucket }: Pick<StoredPorts, 'objects' | 'resultsBucket'>,
): Promise<StoredVersion[]> {
  return redact ? objects.below(resultsBucket, pseudonymsKey(jobId)) : [];
}

/**
 * All versions of an upload; only the job's version of a dropped or named object. A later job has none:
 * the audio is the first job's.
 */
export async function audioOf(
  { jobId, audio, analysisOf }: Job,
  objects: StoredPorts['objects'],
): Promise<StoredVersion[]> {
  if (audio.source === 'url' || analysisOf !== undefined) return [];
  if (audio.source === 'upload') return objects.below(audio.bucket, `uploads/${jobId}/`);
  return objects.version(audio, audio.versionId);
}

/** What the endpoint wrote of it, until its message has come. */
async function invocationsOf(
  { instance, earlierInstances }: Job,
  { objects, resultsBucket }: Pick<StoredPorts, 'objects' | 'resultsBucket'>,
): Promise<StoredVersion[]> {
  const all = [...earlierInstances, ...(instance ? [instance] : [])];
  const keys = all.flatMap(({ invocation }) => {
    if (!invocation) return [];
    const { outputKey, failureKey } = invocation;
    return failureKey === undefined ? [outputKey] : [outputKey, failureKey];
  });
  return (await Promise.all(keys.map((key) => objects.below(resultsBucket, key)))).flat();
}

export function countOf({ rows, audio, results, upload }: Stored): number {
  return rows.length + audio.length + results.length + (upload?.parts.length ?? 0);
}

/** Documents of its session that have its words. */
async function combinedWith(
  { owner, session }: Job,
  { sessions, objects, resultsBucket }: Pick<StoredPorts, 'sessions' | 'objects' | 'resultsBucket'>,
): Promise<StoredVersion[]> {
  if (!session || !sessions) return [];
  const sessionKey = sessionKeyOf(owner, session.id);
  const stored = await sessions.session(sessionKey);
  if (!stored) return [];
  const all = await objects.below(resultsBucket, sessionPrefix(sessionKey));
  return all.filter(({ key }) => isStale(stored, key));
}
