/**
 * State shared with a later agent on this machine. An agent restarted after a crash claims with the
 * same id, and so gets its job again; otherwise the task token lets agent-ended.sh report the
 * crash. The token is removed before an outcome is sent, so that there are never two.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { OfferedJob } from '../../core/job/offer.ts';

const AgentState = z.strictObject({
  agentId: z.string(),
  /** The offer that the agent claims its job by, on a pool machine. */
  offer: OfferedJob.optional(),
  /** Token of an attempt whose outcome has not been reported. */
  unreported: z.strictObject({ jobId: z.string(), taskToken: z.string() }).optional(),
});
export type AgentState = z.infer<typeof AgentState>;

/** Atomic (rename): a crash while writing keeps the previous state. */
export async function remember(file: string, state: AgentState): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(state));
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

export async function forget(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Undefined for the first agent on this machine. */
export async function recall(file: string): Promise<AgentState | undefined> {
  try {
    return AgentState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
