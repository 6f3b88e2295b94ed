/** What is stored of a job's audio, or of its transcript with all that is made from it. */
import type { Row } from '../../aws/dynamodb/job-removal.ts';
import type { StoredVersion } from '../../aws/s3/object-removal.ts';
import type { Job } from '../../job/job.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { isAudioOurs } from '../../job/kept-until.ts';
import type { RetainedKind } from '../../retention/retention.ts';
import type { RetentionInventory } from '../../view/retention-receipt.ts';
import type { DeleteJobPorts } from '../requests/delete-job.ts';
import { audioOf, resultsOf } from '../requests/stored-data.ts';

export interface RetainedPorts extends Pick<
  DeleteJobPorts,
  'jobs' | 'later' | 'objects' | 'resultsBucket' | 'sessions'
> {
  removal: Pick<DeleteJobPorts['removal'], 'remove' | 'rows'>;
}

export interface Retained {
  rows: Row[];
  audio: StoredVersion[];
  results: StoredVersion[];
}

/** Without idempotency records, which have no text: a repeated request must find its job. */
const WITH_THE_TRANSCRIPT = ['edits', 'links'];

export async function retained(
  job: Job,
  kind: RetainedKind,
  using: RetainedPorts,
): Promise<Retained> {
  if (kind === 'audio') {
    const audio = isAudioOurs(job) ? await audioOf(job, using.objects) : [];
    return { rows: [], audio, results: [] };
  }
  const rows = (await using.removal.rows(job)).filter(
    ({ what, key }) =>
      WITH_THE_TRANSCRIPT.includes(what) || (what === 'repeats' && key.pk.startsWith('result#')),
  );
  const all = [job, ...(await laterJobs(job, using))];
  const results = await Promise.all(all.map((one) => resultsOf(one, using)));
  return { rows, audio: [], results: results.flat() };
}

export function amountsOf(
  { rows, audio, results }: Retained,
  kind: RetainedKind,
): RetentionInventory {
  if (kind === 'audio') return { audio: amountOf(audio) };
  const rowsOf = (name: string) => ({ count: rows.filter(({ what }) => what === name).length });
  return {
    results: amountOf(results),
    edits: rowsOf('edits'),
    links: rowsOf('links'),
    repeats: rowsOf('repeats'),
  };
}

function amountOf(versions: readonly StoredVersion[]) {
  const bytes = versions.reduce((sum, version) => sum + (version.bytes ?? 0), 0);
  return { count: versions.length, bytes };
}

export function isNothing({ rows, audio, results }: Retained): boolean {
  return rows.length + audio.length + results.length === 0;
}

/** Links and what later jobs reuse first: from then on nothing leads to the text. */
export async function removeRetained(
  { jobId, audio: { source, ...at } }: Job,
  { rows, audio, results }: Retained,
  { objects, removal, resultsBucket }: RetainedPorts,
): Promise<void> {
  const isWayIn = ({ what, isWayIn: isOfLink = false }: Row) => what === 'repeats' || isOfLink;
  for (const row of rows.filter(isWayIn)) await removal.remove(jobId, row);
  if (source !== 'url' && 'bucket' in at) await objects.remove(at.bucket, audio);
  await objects.remove(resultsBucket, results);
  for (const row of rows.filter((one) => !isWayIn(one))) await removal.remove(jobId, row);
}

/** Jobs that analysed the transcript later, and are not deleted. */
export async function laterJobs(
  { jobId }: Job,
  { jobs, later }: Pick<RetainedPorts, 'jobs' | 'later'>,
): Promise<Job[]> {
  const found = await Promise.all((await later.of(jobId)).map((one) => jobs.job(one.jobId)));
  return found.filter((one) => one !== undefined);
}

/** What is combined from here on does not have its words. @returns false if it is being combined now */
export async function leaveSession(
  { jobId, owner, session }: Job,
  { sessions }: Pick<RetainedPorts, 'sessions'>,
  now: Date,
): Promise<boolean> {
  if (!session || !sessions) return true;
  return sessions.leave(sessionKeyOf(owner, session.id), { index: session.index, jobId }, now);
}
