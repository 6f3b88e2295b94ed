/**
 * Some jobs on the embedded cloud, beside what the simulator predicts for them: waits, machines, calls
 * to EC2.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosHarness } from '../../chaos/harness.ts';
import { submit } from '../../chaos/submit.ts';
import { waitUntil } from '../../computer/wait-until.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { TimelineEvent } from '../../core/job/timeline.ts';
import { draws } from '../burst/draws.ts';
import { exponential } from './sampling.ts';

export interface LoadPlan {
  jobs: number;
  /** EC2's quota. */
  machines: number;
  /** Mean seconds between arrivals. */
  everySeconds: number;
  seed: number;
}

/** One job, as its timeline and EC2 tell it. Times in seconds since 1970. */
export interface SeenJob {
  arrivedAt: number;
  launchedAt: number;
  /** Seconds from the arrival until EC2 had answered for the first time. */
  firstTry: number;
  /** Seconds from the end of each wait until EC2 had answered. */
  lateness: number[];
  begunAt: number;
  endedAt: number;
  goneAt: number;
}

export interface Seen {
  jobs: SeenJob[];
  machinesAtPeak: number;
  machinesLaunched: number;
  ec2Calls: { CreateFleet: number; TerminateInstances: number };
}

/** Windows of the stub engine, each a pause and no work for the processor. */
const SCRIPT = { windows: 4, paceSeconds: 0.5 };
export const PARAMETERS = { CapacityRetrySeconds: '2', HeartbeatSeconds: '120' };
const PATIENCE_MS = 10 * 60_000;

export async function runOnEmbeddedCloud(plan: LoadPlan): Promise<Seen> {
  const harness = await ChaosHarness.start({ parameters: PARAMETERS, progress: console.error });
  try {
    harness.ec2.faults.quota = plan.machines;
    const draw = draws(plan.seed);
    const pauses = Array.from({ length: plan.jobs }, () => exponential(plan.everySeconds, draw));
    const jobs = await runJobs(harness, pauses);
    const { calls } = harness.ec2.gateway;
    const count = (name: string) => calls.filter(({ action }) => action === name).length;
    const machines = harness.ec2.host.all();
    return {
      jobs,
      machinesAtPeak: mostAtOnce(
        machines.map(({ launchedAt, terminatedAt }) => [launchedAt, terminatedAt]),
      ),
      machinesLaunched: machines.length,
      ec2Calls: {
        CreateFleet: count('CreateFleet'),
        TerminateInstances: count('TerminateInstances'),
      },
    };
  } finally {
    await harness.stop();
  }
}

/** Submits a job after each pause, and waits until all their machines are gone. */
async function runJobs(harness: ChaosHarness, pauses: readonly number[]): Promise<SeenJob[]> {
  const submitted: Promise<string>[] = [];
  for (const [nth, pause] of pauses.entries()) {
    await sleep(pause * 1000);
    const script = { ...SCRIPT, title: `jobb ${nth}` };
    submitted.push(
      submit(harness.client, { script, webhook: harness.webhook, options: { route: 'spot' } }),
    );
  }
  const ids = await Promise.all(submitted);
  return Promise.all(ids.map((jobId) => seen(harness, jobId)));
}

async function seen(harness: ChaosHarness, jobId: string): Promise<SeenJob> {
  const job = await until(`${jobId} ends`, async () => {
    const found = await harness.jobs.job(jobId);
    return found && isFinal(found.status) && found;
  });
  if (job.status !== 'completed') throw new TypeError(`${jobId} ended as ${job.status}`);
  const machine = harness.ec2.host.get(job.instance?.id ?? '');
  const goneAt = await until(`the machine of ${jobId} is gone`, () => machine?.terminatedAt);
  const launchedAt = (machine?.launchedAt.getTime() ?? NaN) / 1000;
  const events = await harness.timelines.of(jobId);
  return {
    arrivedAt: timeOf(events, 'uploaded'),
    launchedAt,
    ...triesOf(events, launchedAt),
    begunAt: Math.max(timeOf(events, 'model-ready'), timeOf(events, 'audio-ready')),
    endedAt: timeOf(events, 'completed'),
    goneAt: goneAt.getTime() / 1000,
  };
}

/** @param launchedAt by EC2: the job's event is written later */
function triesOf(
  events: readonly TimelineEvent[],
  launchedAt: number,
): Pick<SeenJob, 'firstTry' | 'lateness'> {
  const answers = events
    .filter(({ what }) => what === 'waiting' || what === 'instance-launched')
    .map(({ at, what, detail }) => ({
      at: what === 'waiting' ? Date.parse(at) / 1000 : launchedAt,
      retryAt: detail['retryAt'],
    }));
  const [first] = answers;
  return {
    firstTry: (first?.at ?? NaN) - timeOf(events, 'uploaded'),
    lateness: answers
      .slice(1)
      .map(({ at }, nth) => at - Date.parse(String(answers[nth]?.retryAt)) / 1000),
  };
}

/** The first such event. */
function timeOf(events: readonly TimelineEvent[], what: TimelineEvent['what']): number {
  const found = events.find((event) => event.what === what);
  if (!found) throw new TypeError(`the timeline has no ${what}`);
  return Date.parse(found.at) / 1000;
}

async function until<T>(what: string, ask: Parameters<typeof waitUntil<T>>[0]): Promise<T> {
  const error = () => new TypeError(`${what}: not within ${PATIENCE_MS / 60_000} minutes`);
  return waitUntil(ask, { limit: { deadline: Date.now() + PATIENCE_MS, error } });
}

function mostAtOnce(lives: readonly (readonly [Date, Date | undefined])[]): number {
  const changes = lives.flatMap(([from, to]) => [
    { at: from.getTime(), by: 1 },
    { at: to?.getTime() ?? Infinity, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of changes.sort((one, other) => one.at - other.at || one.by - other.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
