/** How long this machine lives: it shuts itself down at the end, whatever it does. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { AgentConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import type { MachineState } from './taking.ts';

const MINUTE_MS = 60_000;
const Began = z.object({ from: z.number() });

/** Counted from the first agent on this machine; undefined if its life has no end. */
export async function machineLife(
  { stateFile, pool }: Pick<AgentConfig, 'stateFile' | 'pool'>,
  clock: Clock,
): Promise<MachineState['life']> {
  if (pool.lifeMinutes === undefined) return undefined;
  const file = `${dirname(stateFile)}/life.json`;
  const from = (await read(file)) ?? clock.now();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify({ from }));
  return { from, to: from + pool.lifeMinutes * MINUTE_MS };
}

async function read(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Began.parse(JSON.parse(text)).from;
}
