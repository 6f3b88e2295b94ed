/** One job, and when each of its phases was reached. */
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
  /** When EC2 was asked for its instance, in milliseconds since 1970. */
  readonly launchedAt: number;
  /** From then on. */
  readonly seconds: Readonly<Record<Phase, number>>;
}

const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'demo.wav');

export async function boot({ info, ec2 }: Cloud): Promise<Boot> {
  const client = new ApiClient(info);
  const { jobId } = await client.submitFile(AUDIO, { force: true });
  // Seldom: what asks takes its share of the processor, and the job knows its own times.
  const job = await client.untilEnd(jobId, { everyMs: 500 });
  if (job.status !== 'completed') throw new Error(`${jobId} ended as ${job.status}`);
  // What a machine still has mapped would stay in the page cache.
  while (ec2.host.all().some(({ state }) => state !== 'terminated')) await sleep(100);
  const launched = job.timings['launchRequestedSeconds'] ?? NaN;
  // EC2 tells of `running` in whole seconds, which may be before the request.
  const since = (phase: Phase) => Math.max(0, (job.timings[`${phase}Seconds`] ?? NaN) - launched);
  return {
    launchedAt: Date.parse(job.createdAt) + launched * 1000,
    seconds: Object.fromEntries(PHASES.map((phase) => [phase, since(phase)])) as Boot['seconds'],
  };
}
