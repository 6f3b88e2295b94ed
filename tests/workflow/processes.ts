/** The programs that run on an instance, found as an operator would find them: by `ps`. */
import { execFileSync } from 'node:child_process';
import type { TestCloud } from './a-cloud.ts';

const COMMANDS = {
  agent: / agent\/agent\.mjs once$|\/agent\.mjs once$/,
  engine: / -m fast_transcribe /,
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

/** The same of the instance of any attempt. */
export async function programIn(
  cloud: TestCloud,
  { jobId, attempt }: { jobId: string; attempt: number },
  program: Program,
): Promise<number> {
  return cloud.until(`the ${program} of attempt ${attempt} runs`, jobId, () => {
    const instance = cloud.instancesOf(jobId)[attempt - 1];
    const group = instance && cloud.cloud.ec2.host.processGroup(instance.id);
    return group === undefined ? undefined : find(group, COMMANDS[program]);
  });
}

function find(group: number, command: RegExp): number | undefined {
  const listing = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
  for (const line of listing.split('\n')) {
    const [, pid, processGroup, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(processGroup) === group && command.test(args)) return Number(pid);
  }
  return undefined;
}
