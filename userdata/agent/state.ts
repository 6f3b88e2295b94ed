/**
 * The agent's private state: the task token, for as long as this attempt still owes a verdict. Who
 * finds it after the agent's death may report that death; the agent takes it away before it speaks
 * its own verdict, so that there is never a second one.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const Owed = z.strictObject({ jobId: z.string(), taskToken: z.string() });
export type Owed = z.infer<typeof Owed>;

export async function remember(file: string, owed: Owed): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(owed));
  } finally {
    await handle.close();
  }
}

export async function forget(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Undefined if no verdict is owed. */
export async function recall(file: string): Promise<Owed | undefined> {
  try {
    return Owed.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
