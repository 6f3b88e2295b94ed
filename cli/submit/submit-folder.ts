/** Submits a folder: what is new in it is sent to a bulk, and the bulks that it is in are followed. */
import path from 'node:path';
import type { BulkView } from '../../core/view/bulk-view.ts';
import { isOver } from '../../core/bulk/bulk.ts';
import { finish, reportedLines, untilOver, type Concluding } from './conclude.ts';
import { estimateText, lengthsOf, statedLength } from './estimate.ts';
import type { Journal } from './journal.ts';
import { newBulk } from './new-bulk.ts';
import type { NotSent } from './not-sent.ts';
import { plan, type EarlierBulk, type Plan } from './plan.ts';
import { uploadText } from './progress.ts';
import { DEFAULT_ROUTE } from './request.ts';
import { lineOfNotSent, lineOfSkipped } from './report.ts';
import { sha256OfFile } from './sign-ahead.ts';
import { uploadFiles } from './upload-files.ts';
import { isSameSum, sumStays } from './ceiling.ts';
import { clean } from '../monitor/wording.ts';
import { walk, type FolderFile, type SkippedFile, type Walked } from './walk.ts';
import { files as filesText, size } from './wording.ts';

export interface SubmittingFolder extends Concluding {
  journal: Journal;
  folder: string;
  /** Says what a Ctrl-C would leave, from here on. */
  onBulk: (bulkId: string) => void;
}

/** @returns the exit status @throws ApiError, ApiAway, UploadStopped, and what the file system says */
export async function submitFolder(using: SubmittingFolder): Promise<number> {
  const { progress, submission, journal } = using;
  const walked = await walk(using.folder);
  const bulks = await earlierBulks(using);
  const found = await planned(walked.files, bulks, using);
  progress.end(...summary(walked, found, using.folder));
  if (walked.files.length === 0 && bulks.size === 0) {
    progress.end('There is nothing to submit.');
    return 2;
  }
  if (found.fresh.length > 0) progress.end(...(await estimate(found.fresh, using)));
  if (submission.isDryRun) return 0;

  const notSent = await send(found.fresh, using);
  const all = [...journal.state.bulks.keys()];
  const running = all.filter((id) => !['over', 'cancelled'].includes(bulks.get(id)?.phase ?? ''));
  if (submission.isDetached) return detached(running, notSent, using);
  for (const bulkId of running) using.onBulk(bulkId);
  await untilOver(running, using);
  const lines = await reportedLines(all, using);
  const missing = new Set(notSent.map(({ name }) => name));
  return finish(
    [
      ...lines.filter(({ file }) => !missing.has(file)),
      ...notSent.map(lineOfNotSent),
      ...walked.skipped.filter(({ isRecording }) => isRecording).map(lineOfSkipped),
    ],
    using,
  );
}

/** Bulks in the journal, with their current state from the API. */
async function earlierBulks({
  api,
  apiUrl,
  journal,
  progress,
  submission,
}: SubmittingFolder): Promise<Map<string, EarlierBulk>> {
  const bulks = new Map<string, EarlierBulk>();
  for (const bulkId of [...journal.state.bulks.keys()]) {
    const view = await api.bulk(bulkId);
    if (view && !(await isForAnotherSum(view, { api, submission, progress }))) {
      const lines = isOver(view) ? await reportedLines([bulkId], { api, apiUrl }) : [];
      const completed = new Set(
        lines.filter(({ status }) => status === 'completed').map(({ file }) => file),
      );
      bulks.set(bulkId, {
        bulkId,
        phase: phaseOf(view),
        isCompleted: (name) => completed.has(name),
      });
      if (view.status !== 'awaiting_files') journal.write({ what: 'begun', bulkId });
    } else {
      journal.write({ what: 'gone', bulkId });
    }
  }
  return bulks;
}

function phaseOf(view: BulkView): EarlierBulk['phase'] {
  if (view.status === 'awaiting_files') return 'open';
  if (view.status === 'cancelled') return 'cancelled';
  return isOver(view) ? 'over' : 'runs';
}

/** A bulk that awaits files cannot get another ceiling: it is cancelled, and a new one is made. */
async function isForAnotherSum(
  view: BulkView,
  { api, submission, progress }: Pick<SubmittingFolder, 'api' | 'submission' | 'progress'>,
): Promise<boolean> {
  if (isSameSum(view, submission) || submission.isDryRun || isOver(view)) return false;
  if (view.status === 'awaiting_files') {
    await api.cancel(view.bulkId);
    return true;
  }
  progress.end(sumStays(view));
  return false;
}

async function planned(
  files: readonly FolderFile[],
  bulks: ReadonlyMap<string, EarlierBulk>,
  { folder, journal, submission }: SubmittingFolder,
): Promise<Plan> {
  const { state } = journal;
  return plan(files, {
    ...{ state, bulks, retryFailed: submission.retryFailed },
    sha256: async (file) => {
      const known = state.sha256Of(file);
      if (known !== undefined) return known;
      const sha256 = await sha256OfFile(path.join(folder, file.name));
      journal.write({ what: 'read', ...file, sha256 });
      return sha256;
    },
  });
}

function summary(walked: Walked, { fresh }: Plan, folder: string): string[] {
  const { files, skipped } = walked;
  const sent = files.length - fresh.length;
  const others = skipped.filter(({ isRecording }) => !isRecording);
  const refused = skipped.filter(({ isRecording }) => isRecording);
  return [
    `${folder}: ${filesText(files.length)}, ${size(bytesOf(files))}`,
    ...(sent > 0 ? [`${sent} of them submitted before, ${fresh.length} to be sent.`] : []),
    ...(others.length > 0 ? [`Left out: ${countedBy(others)}.`] : []),
    ...refused
      .slice(0, 20)
      .map(({ name, because }) => `Cannot be sent: ${clean(name)}: ${because}.`),
  ];
}

/** `3 hidden, 1 a link`. */
function countedBy(skipped: readonly SkippedFile[]): string {
  const counts = new Map<string, number>();
  for (const { because } of skipped) counts.set(because, (counts.get(because) ?? 0) + 1);
  return [...counts].map(([because, count]) => `${count} (${because})`).join(', ');
}

function bytesOf(files: readonly FolderFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function estimate(fresh: readonly FolderFile[], using: SubmittingFolder): Promise<string[]> {
  const { api, folder, submission } = using;
  const { route = DEFAULT_ROUTE, model, speakers, review } = submission.options;
  const lengths = await lengthsOf(fresh, (file) => statedLength(folder, file));
  const quote = (durationSeconds: number) =>
    api.quote({ durationSeconds, route, model, speakers, review });
  const { maxCostUsd } = submission;
  return estimateText(lengths, fresh.length, { quote, route, maxCostUsd });
}

/** Sends the files and begins their bulk. @returns those that were not sent */
async function send(fresh: readonly FolderFile[], using: SubmittingFolder): Promise<NotSent[]> {
  const { api, journal, progress } = using;
  if (fresh.length === 0 && journal.state.open === undefined) return [];
  const bulkId = journal.state.open ?? (await newBulk({ upload: { files: fresh.length } }, using));
  using.onBulk(bulkId);
  const notSent = await upload(fresh, bulkId, using);
  const isEmpty = ![...journal.state.stored.values()].some((file) => file.bulkId === bulkId);
  if (isEmpty) {
    await api.cancel(bulkId);
    journal.write({ what: 'gone', bulkId });
  } else {
    await api.start(bulkId);
    journal.write({ what: 'begun', bulkId });
    progress.end(`${bulkId} has begun.`);
  }
  return notSent;
}

async function upload(
  fresh: readonly FolderFile[],
  bulkId: string,
  { api, clock, folder, journal, progress, submission }: SubmittingFolder,
): Promise<NotSent[]> {
  const notSent: NotSent[] = [];
  const done = { files: 0, bytes: 0 };
  const of = { ofFiles: fresh.length, ofBytes: bytesOf(fresh) };
  const text = () =>
    uploadText({
      ...of,
      ...{ files: done.files, bytes: done.bytes + underWay, notSent: notSent.length },
    });
  let underWay = 0;
  await uploadFiles(fresh, {
    ...{ folder, atOnce: submission.atOnce, sleep: clock.sleep },
    sign: (files) => api.addFiles(bulkId, files),
    knownSha256: (file) => journal.state.sha256Of(file),
    onRead: (file, sha256) => journal.write({ what: 'read', ...file, sha256 }),
    onStored: ({ name, bytes }, sha256) => {
      journal.write({ what: 'stored', name, bytes, sha256, bulkId });
      done.files += 1;
      done.bytes += bytes;
      progress.show(text());
    },
    onNotSent: (problem) => {
      notSent.push(problem);
      progress.show(text());
    },
    onBytes: (bytes) => {
      underWay += bytes;
      progress.show(text());
    },
  });
  progress.end(text());
  return notSent;
}

function detached(
  follow: readonly string[],
  notSent: readonly NotSent[],
  { progress }: SubmittingFolder,
): number {
  progress.end(
    ...notSent.map(({ name, error }) => `Not sent: ${clean(name)}: ${error.message}`),
    ...follow.map(
      (bulkId) => `It goes on without this command: npm run submit -- --follow ${bulkId}`,
    ),
  );
  return notSent.length > 0 ? 1 : 0;
}
