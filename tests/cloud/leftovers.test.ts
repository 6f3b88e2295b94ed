import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { commandMarks } from '../support/command-marks.ts';
import { until } from '../support/until.ts';

const zTold = z.object({
  emulator: z.number(),
  runDirectory: z.string(),
  endpoint: z.url(),
});

interface Doomed {
  readonly process: ChildProcess;
  readonly told: z.infer<typeof zTold>;
  /** Pids of everything that carries this cloud's mark. */
  readonly family: () => number[];
}

const PROGRAM = path.join(import.meta.dirname, 'fixture', 'doomed-cloud.ts');

async function startDoomed(): Promise<Doomed> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...commandMarks() },
  });
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const told = zTold.parse(JSON.parse(line));
    const mark = markOf(told.emulator);
    return { process: child, told, family: () => carriers(mark) };
  }
  throw new Error('the doomed cloud ended before it told anything');
}

/** The mark that every process of a cloud has in its environment. */
function markOf(pid: number): string {
  const found = environmentOf(pid).find((line) => line.startsWith('SPOTSCRIBE_CLOUD_MARK='));
  if (!found) throw new Error('the emulator carries no mark');
  return found;
}

function carriers(mark: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => environmentOf(pid).includes(mark));
}

function environmentOf(pid: number): string[] {
  try {
    const isZombie = / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/\(.*\)/s, ''));
    return isZombie ? [] : readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return []; // it has ended
  }
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
}

async function nothingLeft({ family, told }: Doomed): Promise<void> {
  await until('an empty family', () => family().length === 0);
  await expect(fetch(told.endpoint)).rejects.toThrow();
}

describe('a cloud whose process is killed leaves nothing behind', () => {
  test('emulator, Lambda worker, instance and what left its group are its family', async () => {
    const doomed = await startDoomed();
    const commands = await until('the instance has started its own', () => {
      const found = doomed.family().map(commandOf).join('\n');
      return (found.match(/sleep 3600/g)?.length ?? 0) >= 3 && found;
    });
    expect(commands).toContain('ministack/start.py');
    expect(commands).toContain('_worker');
    expect(commands).toContain('user-data');
    doomed.process.kill('SIGKILL');
    await nothingLeft(doomed);
    rmSync(doomed.told.runDirectory, { recursive: true, force: true });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('nor when it is told to end by %s', async (signal) => {
    const doomed = await startDoomed();
    const ended = new Promise((resolve) => {
      doomed.process.once('exit', (_code, by) => resolve(by));
    });
    doomed.process.kill(signal);
    expect(await ended).toBe(signal);
    await nothingLeft(doomed);
    expect(existsSync(doomed.told.runDirectory)).toBe(false);
  });

  test('nor when the emulator alone is killed', async () => {
    const doomed = await startDoomed();
    process.kill(doomed.told.emulator, 'SIGKILL');
    await until('no Lambda worker', () =>
      doomed.family().every((pid) => !commandOf(pid).includes('_worker')),
    );
    doomed.process.kill('SIGKILL');
    await nothingLeft(doomed);
    rmSync(doomed.told.runDirectory, { recursive: true, force: true });
  });
});
