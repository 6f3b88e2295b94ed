/** `npm run monitor -- JOB`: shows a job's transcript and analyses as they come, until it has ended. */
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ApiClient, ApiError } from '../client/api-client.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL } from '../computer/project.ts';
import { JobId } from '../core/base/job-id.ts';
import { accessOf, NoAccess, type Access } from './monitor/access.ts';
import { endOf, exitStatusOf } from './monitor/draw.ts';
import { follow, JobOutOfSight } from './monitor/follow.ts';
import { audioRate, withSample, type Sample } from './monitor/rate.ts';
import { screenOn } from './monitor/screen.ts';

const USAGE = `npm run monitor -- JOB [OPTIONS]

Shows a job until it has ended: state, attempt, machine and cost, how far transcript and analyses are
and how fast they go, and memory and load of the GPU where there is one. A line for each change if the
output is no terminal. Ctrl-C leaves the job alone.

  JOB           id of the job
  --url URL     the API (default: the cloud of npm run cloud that is up here)
  --key KEY     its key; better in SPOTSCRIBE_API_KEY, since other users see a command's arguments
  --info FILE   how to reach the cloud that is up (default: .local/cloud.json)

Exit status: 0 if the job completed, 3 if it did and an analysis failed, 1 if it failed or was cancelled,
or cannot be seen; 2 for wrong arguments.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    info: { type: 'string', default: path.join(LOCAL, 'cloud.json') },
  },
});
const jobId = JobId.safeParse(positionals[0]).data;
if (jobId === undefined || positionals.length > 1) {
  refuse(USAGE, 'Which job? Give one id, as POST /jobs answers it.');
}

try {
  process.exitCode = await monitor(jobId, chosenAccess());
} catch (error) {
  if (!(error instanceof ApiError || error instanceof JobOutOfSight)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function chosenAccess(): Access {
  const { url, key = process.env.SPOTSCRIBE_API_KEY, info } = values;
  try {
    return accessOf({ url, key, info: path.resolve(info) });
  } catch (error) {
    if (error instanceof NoAccess) return refuse(USAGE, error.message);
    throw error;
  }
}

/** @returns the exit status */
async function monitor(id: string, access: Access): Promise<number> {
  const client = new ApiClient(access);
  const screen = screenOn(process.stdout);
  let samples: Sample[] = [];
  const job = await follow({
    look: (wait) => client.job(id, { wait }),
    onLook: (seen) => {
      const { attempt, progress } = seen;
      const { transcribedSeconds } = progress;
      samples = withSample(samples, { at: Date.now(), attempt, transcribedSeconds });
      screen.show({ job: seen, rate: audioRate(samples) });
    },
    clock: { now: () => Date.now(), sleep: (ms) => setTimeout(ms) },
  });
  for (const line of endOf(job)) console.log(line);
  return exitStatusOf(job);
}
