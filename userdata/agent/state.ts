/**
 * The agent's private state, for whoever comes after it on this machine. The agent that is restarted
 * after a crash claims with the same id, and so gets its job again; if none is, the task token lets
 * agent-ended.sh report the death. The token is taken away before a verdict is sent: there are never two.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const AgentState = z.strictObject({
  agentId: z.string(),
  /** A verdict that this attempt still owes to the workflow. */
  owed: z.strictObject({ jobId: z.string(), taskToken: z.string() }).optional(),
});
export type AgentState = z.infer<typeof AgentState>;

/** By a rename: who dies while it writes leaves what was there before. */
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

/** Undefined if no agent was here before. */
export async function recall(file: string): Promise<AgentState | undefined> {
  try {
    return AgentState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
