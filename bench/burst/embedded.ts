/** Runs many jobs at once on the embedded cloud with the stub engine; reports throughput and CPU time. */
import { availableParallelism } from 'node:os';
import { run } from '../../chaos/run.ts';
import type { Plan } from '../../chaos/schedule.ts';
import { cpuSeconds, type CpuSeconds } from './cpu-seconds.ts';

/** Ten windows in one second: the measurement is about everything but the engine. */
const SCRIPT = { windows: 10, paceSeconds: 0.1 };

/** @returns Markdown. @throws if the chaos audit finds a fault */
export async function measureEmbedded(jobs: number, machines: number): Promise<string> {
  const plans = Array.from({ length: jobs }, (_, number): Plan => ({
    script: { ...SCRIPT, title: `jobb ${number}` },
    faults: [],
    ending: 'completed',
  }));
  let cpu: CpuSeconds | undefined;
  const result = await run(plans, { machines, progress: console.error }, (harness) => {
    cpu = cpuSeconds(harness);
  });
  const found = Object.entries(result.findings).filter(([, where]) => where.length > 0);
  if (found.length > 0 || !cpu) throw new Error(`not clean: ${JSON.stringify(found)}`);
  const parts = Object.entries(cpu) as [keyof CpuSeconds, number][];
  const spent = parts.reduce((sum, [, seconds]) => sum + seconds, 0);
  const cores = availableParallelism();
  const rows: [string, string][] = [
    ['jobs at once, all completed once, whole, with one instance each', String(jobs)],
    ['instances that were launched', String(result.instances)],
    ['attempts, most', String(Math.max(...result.outcomes.map(({ attempts }) => attempts)))],
    ['machines at a time, at most', String(machines)],
    ['from the first request to the last end', `${result.seconds.toFixed(0)} s`],
    ['drain rate', `${((60 * jobs) / result.seconds).toFixed(1)} jobs a minute`],
    ['CPU seconds a job', (spent / jobs).toFixed(2)],
    ...parts.map(([part, seconds]): [string, string] => [
      `of these: ${part}`,
      (seconds / jobs).toFixed(2),
    ]),
    [`load of the ${cores} cores by all of it`, (spent / result.seconds / cores).toFixed(2)],
  ];
  return ['| figure | value |', '| --- | --- |', ...rows.map(([a, b]) => `| ${a} | ${b} |`)].join(
    '\n',
  );
}
