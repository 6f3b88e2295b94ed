/** Time from a job's cancellation to the end of its machine. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../client/api-client.ts';
import { PROJECT } from '../../computer/project.ts';
import type { Cloud } from '../../local/cloud.ts';
import type { Instance } from '../../local/ec2/instance.ts';

const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'long.wav');
const LOOK_MS = 5;

export interface Cancelled {
  /** Milliseconds from the request to TerminateInstances, and to the end of the last process. */
  asked: number;
  gone: number;
}

/** Cancels a job whose machine is transcribing. */
export async function cancelOne({ info, ec2 }: Cloud): Promise<Cancelled> {
  const client = new ApiClient(info);
  const { jobId } = await client.submitFile(AUDIO, { force: true });
  while ((await client.job(jobId)).status !== 'processing') await sleep(20);
  const instance = ec2.host.all().find(({ tags }) => tags['JobId'] === jobId);
  if (!instance) throw new Error(`${jobId} has no instance`);
  const began = performance.now();
  const since = async (is: (state: Instance['state']) => boolean) => {
    while (!is(instance.state)) await sleep(LOOK_MS);
    return performance.now() - began;
  };
  const [, asked, gone] = await Promise.all([
    client.request('POST', `/jobs/${jobId}/cancel`),
    since((state) => state !== 'running'),
    since((state) => state === 'terminated'),
  ]);
  return { asked, gone };
}
