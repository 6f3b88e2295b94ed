/** Sends audio that costs a decoder much, one file after the other. */
import { isFinal } from '../../core/job/job-status.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { bombs } from './bombs.ts';
import type { Neighbour } from './neighbour.ts';
import { upload } from './upload.ts';

const LOOK_MS = 500;

/** Made before anything is measured: it keeps this process, and with it EC2, busy for a second. */
const FILES = bombs();

export async function bombard(neighbour: Neighbour): Promise<void> {
  await neighbour.repeat(1, async (round) => {
    const bomb = FILES[round % FILES.length];
    const jobId = bomb && (await upload(neighbour, bomb));
    if (jobId) await counted(neighbour, { jobId, filename: bomb.filename });
  });
}

/** Counts how the job ended, and after how many attempts. */
async function counted(
  neighbour: Neighbour,
  { jobId, filename }: { jobId: string; filename: string },
): Promise<void> {
  while (!neighbour.isDone) {
    await sleep(LOOK_MS);
    const job = await neighbour.harness.jobs.job(jobId);
    if (!job || !isFinal(job.status)) continue;
    const ending = job.error?.code ?? job.status;
    neighbour.count(`${filename}: ${ending} in attempt ${job.attempt}`);
    return;
  }
}
