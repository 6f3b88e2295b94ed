/** Runs one job and reports when it reached each phase. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../client/api-client.ts';
import type { Cloud } from '../../local/cloud.ts';
import { PROJECT } from '../../computer/project.ts';

export const PHASES = [
  'running',
  'booted',
  'claimed',
  'modelReady',
  'audioReady',
  'firstSegment',
  'done',
] as const;
export type Phase = (typeof PHASES)[number];

export interface Boot {
  /** Launch request, in milliseconds since 1970. */
  readonly launchedAt: number;
  /** Seconds after that. */
  readonly seconds: Readonly<Record<Phase, number>>;
}

const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'demo.wav');

export async function boot({ info, ec2 }: Cloud): Promise<Boot> {
  const client = new ApiClient(info);
  const { jobId } = await client.submitFile(AUDIO, { force: true });
  // A long interval: polling uses CPU, and times come from the job itself.
  const job = await client.untilEnd(jobId, { everyMs: 500 });
  if (job.status !== 'completed') throw new Error(`${jobId} ended as ${job.status}`);
  // Pages mapped by a running machine would stay in the page cache.
  while (ec2.host.all().some(({ state }) => state !== 'terminated')) await sleep(100);
  const launched = job.timings['launchRequestedSeconds'] ?? NaN;
  // EC2 reports `running` in whole seconds, which may precede the request.
  const since = (phase: Phase) => Math.max(0, (job.timings[`${phase}Seconds`] ?? NaN) - launched);
  return {
    launchedAt: Date.parse(job.createdAt) + launched * 1000,
    seconds: Object.fromEntries(PHASES.map((phase) => [phase, since(phase)])) as Boot['seconds'],
  };
}
