/** `npm run submit -- FOLDER | s3://bucket/prefix/ | s3://…/MANIFEST.jsonl`: a bulk, from its files to its report. */
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../client/api-client.ts';
import { readArguments } from '../computer/arguments.ts';
import { HERE } from '../computer/here.ts';
import { LOCAL } from '../computer/project.ts';
import { accessOf, NoAccess, type Access } from './monitor/access.ts';
import { BulkApi } from './submit/bulk-api.ts';
import { ApiAway } from './submit/firmly.ts';
import { NoBulk } from './submit/follow-bulk.ts';
import { Journal } from './submit/journal.ts';
import { ProgressLine } from './submit/progress.ts';
import { submissionOf, type Submission } from './submit/request.ts';
import { WrongWords } from './submit/wrong-words.ts';
import { AlreadyRunning, stateFile, takeState } from './submit/state-file.ts';
import { submitFolder } from './submit/submit-folder.ts';
import { followNamed, submitPlace } from './submit/submit-place.ts';
import { UploadStopped } from './submit/upload-files.ts';

const USAGE = `npm run submit -- FOLDER [OPTIONS]
npm run submit -- s3://BUCKET/PREFIX/ [OPTIONS]
npm run submit -- s3://BUCKET/MANIFEST.jsonl [OPTIONS]

Has all recordings of a folder transcribed, or those below in/OWNER/ of the deployment's audio bucket.
Says first how many there are and what they may cost. Ended at any moment and called again with the
same words it goes on where it stopped: no file is sent twice, and none gets two jobs.

  --max-cost USD     what all of it may cost; files that no longer fit get no job
  --route ROUTE      as in POST /jobs (default: batch); so are
  --language L, --model M and --words
  --speakers S       who speaks when: auto, a number, or the least and the most, such as 2-4
  --review           the places worth hearing again
  --vocabulary FILE  names and terms as they are to be spelled, one a line
  --redact KINDS     a pseudonymised copy: all, or kinds between commas such as name,personnummer; or
                     as in POST /jobs, in JSON: '{"style": "tag", "keepOriginal": false}'
  --audio-days N     days until the audio is deleted; --transcript-days N: the transcript
  --report FILE      a line of JSON for each file (default: <name>-report.jsonl here)
  --transcripts DIR  writes the finished transcripts there, in the folders of their recordings
  --format FORMAT    of those: txt, json, srt, vtt or docx (default: txt)
  --detach           returns once the bulk has begun
  --retry-failed     what did not become a transcript before is tried again
  --dry-run          counts and estimates, and sends nothing
  --at-once N        uploads at once (default: 4)
  --follow BULK      shows a bulk until its end, and writes its report
  --cancel BULK      no file of it gets a job any more; those that have not ended are cancelled
  --url URL          the API (default: the cloud of npm run cloud that is up here)
  --key KEY          its key; better in SPOTSCRIBE_API_KEY, since other users see a command's arguments
  --info FILE        how to reach the cloud that is up (default: .local/cloud.json)

Exit status: 0 if all files completed, 1 if some did not or it could not be seen to the end; 2 for wrong
arguments, and if nothing was begun.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    'max-cost': { type: 'string' },
    route: { type: 'string' },
    language: { type: 'string' },
    model: { type: 'string' },
    words: { type: 'boolean', default: false },
    speakers: { type: 'string' },
    review: { type: 'boolean', default: false },
    vocabulary: { type: 'string' },
    redact: { type: 'string' },
    'audio-days': { type: 'string' },
    'transcript-days': { type: 'string' },
    report: { type: 'string' },
    transcripts: { type: 'string' },
    format: { type: 'string', default: 'txt' },
    detach: { type: 'boolean', default: false },
    'retry-failed': { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '4' },
    follow: { type: 'string' },
    cancel: { type: 'string' },
    url: { type: 'string' },
    key: { type: 'string' },
    info: { type: 'string', default: path.join(LOCAL, 'cloud.json') },
  },
});

const clock = { sleep: (ms: number) => setTimeout(ms) };
const progress = new ProgressLine(process.stdout);
/** Bulks that go on without this command. */
const begun: string[] = [];
const AGAIN = 'Call the command again with the same words: it goes on where it stopped.';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    progress.end(...begun.flatMap(howToLook), AGAIN);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

try {
  const submission = submissionOf(values, positionals, HERE);
  process.exitCode = await submit(submission, chosenAccess());
} catch (error) {
  process.exitCode = told(error);
}

function chosenAccess(): Access {
  const { url, key = process.env.SPOTSCRIBE_API_KEY, info } = values;
  const access = accessOf({ url, key, info: path.resolve(info) });
  if (/^[!-~]+$/.test(access.apiKey)) return access;
  throw new NoAccess('The key has a character that no key has; look how it was copied.');
}

/** @returns the exit status */
async function submit(submission: Submission, access: Access): Promise<number> {
  const { target } = submission;
  const onAway = (why: string) => progress.show(`The API does not answer (${why}): asking again.`);
  const api = new BulkApi(access, { ...clock, onAway });
  const using = { api, apiUrl: access.apiUrl, progress, clock, submission, journal: undefined };
  if (target.what === 'cancel') return cancel(target.bulkId, api);
  if (target.what === 'follow') {
    begun.push(target.bulkId);
    return followNamed(target.bulkId, using);
  }
  const source = target.what === 'folder' ? target.folder : target.address;
  const file = stateFile({ apiUrl: access.apiUrl, source, options: submission.options });
  const lock = takeState(file);
  const journal = new Journal(file);
  const onBulk = (bulkId: string) => void (begun.includes(bulkId) || begun.push(bulkId));
  try {
    return target.what === 'folder'
      ? await submitFolder({ ...using, journal, folder: target.folder, onBulk })
      : await submitPlace({ ...using, journal, source: target.source, onBulk });
  } finally {
    journal.close();
    lock.release();
  }
}

async function cancel(bulkId: string, api: BulkApi): Promise<number> {
  await api.cancel(bulkId);
  progress.end(`${bulkId} is cancelled. Its report: npm run submit -- --follow ${bulkId}`);
  return 0;
}

function howToLook(bulkId: string): string[] {
  return [
    `${bulkId} is at the deployment. To look at it: npm run submit -- --follow ${bulkId}`,
    `To end it: npm run submit -- --cancel ${bulkId}`,
  ];
}

/** @returns the exit status */
function told(error: unknown): number {
  progress.end();
  if (error instanceof WrongWords || error instanceof NoAccess) {
    console.error(`${error.message}\nAll options: npm run submit -- --help`);
    return 2;
  }
  if (error instanceof AlreadyRunning || error instanceof ApiError) {
    console.error(error.message);
    return begun.length > 0 ? 1 : 2;
  }
  if (error instanceof NoBulk) {
    console.error(error.message);
    return 2;
  }
  if (!(error instanceof ApiAway || error instanceof UploadStopped || isOfSystem(error))) {
    throw error;
  }
  console.error(error.message);
  for (const line of begun.flatMap(howToLook)) console.error(line);
  console.error(AGAIN);
  return 1;
}

/** As of a disk that is full. */
function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
