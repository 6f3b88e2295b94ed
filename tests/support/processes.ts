/** The programs that run on an instance, found as an operator would find them: by `ps`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { TestCloud } from './test-cloud.ts';

const COMMANDS = {
  agent: / agent\/agent\.mjs once$|\/agent\.mjs once$/,
  engine: / -m fast_transcribe /,
  /** The scripted chat server. */
  model: /\/analysis\/serve\.py /,
};
export type Program = keyof typeof COMMANDS;

/** The process id of a program of the job's first instance, once it runs. */
export async function programOf(
  cloud: TestCloud,
  jobId: string,
  program: Program,
): Promise<number> {
  return programIn(cloud, { jobId, attempt: 1 }, program);
}

export interface Attempt {
  jobId: string;
  attempt: number;
}

/** The same of the instance of any attempt; `besides` is one that is not meant. */
export async function programIn(
  cloud: TestCloud,
  { jobId, attempt, besides }: Attempt & { besides?: number },
  program: Program,
): Promise<number> {
  return cloud.until(`the ${program} of attempt ${attempt} runs`, jobId, () => {
    const instance = cloud.instancesOf(jobId)[attempt - 1];
    const group = instance && cloud.cloud.ec2.host.processGroup(instance.id);
    return group === undefined
      ? undefined
      : find(group, COMMANDS[program]).find((pid) => pid !== besides);
  });
}

/** As a file does that no engine survives: kills the attempt's engine, and the one that is started for it. */
export async function killEngines(cloud: TestCloud, attempt: Attempt): Promise<void> {
  const first = await programIn(cloud, attempt, 'engine');
  process.kill(first, 'SIGKILL');
  process.kill(await programIn(cloud, { ...attempt, besides: first }, 'engine'), 'SIGKILL');
}

/** The ids of those that have not ended; a zombie has. */
export function alive(pids: readonly number[]): number[] {
  const asked = ['-o', 'pid=,stat=', '-p', pids.join(',')];
  const { stdout } = spawnSync('ps', asked, { encoding: 'utf8' });
  return stdout
    .split('\n')
    .flatMap((line) => /^\s*(\d+)\s+[^Z]/.exec(line)?.[1] ?? [])
    .map(Number);
}

/** As Linux tells it: `T` is stopped, `Z` a zombie; empty once it is gone. */
export function stateOf(pid: number): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function find(group: number, command: RegExp): number[] {
  const listing = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
  return listing.split('\n').flatMap((line) => {
    const [, pid, processGroup, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(processGroup) === group && command.test(args) ? [Number(pid)] : [];
  });
}
