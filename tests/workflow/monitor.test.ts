/** `npm run monitor` on the embedded cloud: it shows a job until its end, and leaves it alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { held, scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

let cloud: TestCloud;
let info: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  info = path.join(cloud.cloud.aws.run.path, 'monitored-cloud.json');
  await writeFile(info, JSON.stringify(cloud.cloud.info));
});
afterAll(() => cloud.leave());

function monitor(...args: string[]) {
  const command = [RUN_PROGRAM, 'cli/monitor.ts', '--info', info, ...args];
  const child = spawn(process.execPath, command, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, ending: once(child, 'close'), output: () => output };
}

test('a job is shown until its end, with what it cost', async () => {
  const { script, letGo } = held();
  const { jobId } = await cloud.client.submitFile(scriptFile(script));
  const seen = monitor(jobId);
  await until('it is shown at work', () => seen.output().includes('processing'));
  letGo();

  const job = await cloud.completed(jobId);
  const [code] = (await seen.ending) as [number | null];

  const lines = seen.output().trimEnd().split('\n');
  expect(code, seen.output()).toBe(0);
  expect(lines[0]).toMatch(new RegExp(`^${jobId}  (queued|launching|processing) `));
  const last = new RegExp(`^${jobId}  completed  attempt 1 .* [0-9.]+ USD.* transcript 100 % `);
  expect(lines.at(-2)).toMatch(last);
  expect(lines.at(-1)).toMatch(new RegExp(`^${jobId} completed after \\d+:\\d\\d\\.$`));
  expect(job.attempt).toBe(1);
});

test('analyses are shown beside the transcript, and how each has ended', async () => {
  const { script, letGo } = held();
  const { jobId } = await cloud.client.submitFile(scriptFile(script), {
    ...{ force: true, analysis: [{ preset: 'summary' }, { prompt: 'Vem talade?' }] },
  });
  const seen = monitor(jobId);
  await until('it is shown at work', () => seen.output().includes('processing'));
  letGo();

  const { analysis } = await cloud.completed(jobId);
  const [code] = (await seen.ending) as [number | null];

  const ends = analysis?.analyses.map(({ preset, status }) => `  ${preset} ${status}: `) ?? [];
  expect(ends).toHaveLength(2);
  const isWhole = analysis?.analyses.every(({ status }) => status === 'completed');
  const lines = seen.output().trimEnd().split('\n');
  expect(code, seen.output()).toBe(isWhole ? 0 : 3);
  expect(lines.find((line) => line.includes('processing'))).toMatch(/ \| analysis \d+ % /);
  expect(lines.slice(-2)).toEqual(ends.map((end) => expect.stringContaining(end) as string));
});

test('Ctrl-C ends the monitor and not the job', async () => {
  const { script, letGo } = held();
  const { jobId } = await cloud.client.submitFile(scriptFile(script), { force: true });
  const seen = monitor(jobId);
  await until('the job is shown', () => seen.output().includes(jobId));

  seen.child.kill('SIGINT');
  const [, signal] = (await seen.ending) as [number | null, string | null];

  expect(signal).toBe('SIGINT');
  letGo();
  expect((await cloud.completed(jobId)).status).toBe('completed');
});

test('a job that is not there, and a key that is not valid: exit status 1', async () => {
  const unknown = monitor(`job-${'0'.repeat(24)}`);
  expect(await unknown.ending).toEqual([1, null]);
  expect(unknown.output()).toContain('404');

  const refused = monitor(`job-${'0'.repeat(24)}`, '--key', 'ssk_none');
  expect(await refused.ending).toEqual([1, null]);
  expect(refused.output()).toContain('401');
});
