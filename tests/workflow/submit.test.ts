/** `npm run submit` on the embedded cloud: a folder becomes transcripts, whatever ends the command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptAudio } from '../../chaos/script.ts';
import type { ReportLine } from '../../cli/submit/report.ts';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { BulkPage } from '../../core/view/bulk-view.ts';
import { ask } from '../support/ask.ts';
import { everyVersion } from '../support/every-version.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

const KILLING = path.join(PROJECT, 'tests/support/kill-at-entry.ts');

let cloud: TestCloud;
let info: string;
/** Where the command is called: it has `archive/`, and gets the report. */
let here: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  info = path.join(cloud.cloud.aws.run.path, 'submitted-cloud.json');
  await writeFile(info, JSON.stringify(cloud.cloud.info));
  here = await mkdtemp(path.join(cloud.cloud.aws.run.path, 'submit-'));
});
afterAll(() => cloud.leave());

/** @param killAt line of the journal after which the process is killed */
async function submit(args: readonly string[], killAt?: string) {
  const killing = killAt === undefined ? [] : ['--import', KILLING];
  const command = [...killing, RUN_PROGRAM, 'cli/submit.ts', '--info', info, ...args];
  const child = spawn(process.execPath, command, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: here, KILL_AT: killAt ?? '' },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, output };
}

async function put(name: string, content: string | Buffer): Promise<void> {
  const file = path.join(here, 'archive', name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const audio = (title: string) => scriptAudio({ ...SHORT, title });

async function report(name = 'archive-report.jsonl'): Promise<ReportLine[]> {
  const text = await readFile(path.join(here, name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportLine);
}

async function bulks(): Promise<string[]> {
  const { text } = await ask(cloud, { method: 'GET', path: '/bulk' });
  return BulkPage.parse(JSON.parse(text)).bulks.map(({ bulkId }) => bulkId);
}

/** How often each file was written, by its name in the bulk. */
async function writes(bulkId: string): Promise<Record<string, number>> {
  const Prefix = `in/${cloud.cloud.info.owner}/bulk/${bulkId}/`;
  const Bucket = cloud.output('AudioBucketName');
  const versions = await everyVersion(cloud.s3, { Bucket, Prefix });
  const names = versions.map(({ key }) => key.slice(Prefix.length));
  return Object.fromEntries(names.map((name) => [name, names.filter((n) => n === name).length]));
}

test('a folder: killed at any step and started again, every file is sent and heard once', async () => {
  await put('a.wav', audio('det var en gång'));
  await put('b/åäö.wav', audio('en kvarn vid ån'));
  await put('b/letter.wav', 'Dear Sir or Madam, this is no audio. '.repeat(50));
  await put('c d.wav', audio('som malde mjöl'));
  await put('empty.wav', '');
  await put('.hidden.wav', audio('aldrig'));
  await put('notes.txt', 'not a recording');
  await symlink('/etc/passwd', path.join(here, 'archive', 'link.wav'));
  const words = ['archive', '--route', 'spot', '--max-cost', '20', '--transcripts', 'texts'];
  const before = await bulks();

  const killed = ['asked:1', 'made:1', 'read:2', 'stored:1', 'stored:2', 'stored:4', 'begun:1'];
  for (const at of killed) {
    const { signal, output } = await submit([...words, '--at-once', '1'], at);
    expect(signal, `${at}: ${output}`).toBe('SIGKILL');
  }
  const { code, output } = await submit(words);

  expect(code, output).toBe(1);
  const lines = await report();
  expect(lines.map(({ file, status }) => [file, status])).toEqual([
    ['a.wav', 'completed'],
    ['b/letter.wav', expect.stringMatching(/refused|failed/)],
    ['b/åäö.wav', 'completed'],
    ['c d.wav', 'completed'],
    ['empty.wav', 'not_sent'],
  ]);
  expect(output).toContain('3 of 5 files completed.');
  expect(output).toContain('b/letter.wav');
  const made = (await bulks()).filter((bulkId) => !before.includes(bulkId));
  expect(made).toHaveLength(1);
  expect(await writes(made[0] ?? '')).toEqual({
    ...{ 'a.wav': 1, 'b/letter.wav': 1, 'b/åäö.wav': 1, 'c d.wav': 1 },
  });
  expect((await readdir(path.join(here, 'texts'), { recursive: true })).sort()).toEqual([
    ...['a.wav.txt', 'b', 'b/åäö.wav.txt', 'c d.wav.txt'],
  ]);
  expect(await readFile(path.join(here, 'texts/b/åäö.wav.txt'), 'utf8')).toContain('kvarn');

  const again = await submit(words);
  expect(again.code, again.output).toBe(1);
  expect(await report()).toEqual(lines);
  expect(await bulks()).toHaveLength(before.length + 1);

  await put('b/letter.wav', audio('nu är brevet en röst'));
  await rm(path.join(here, 'archive/empty.wav'));
  const mended = await submit(words);
  expect(mended.code, mended.output).toBe(0);
  const after = await report();
  expect(after.every(({ status }) => status === 'completed')).toBe(true);
  expect(after.find(({ file }) => file === 'a.wav')).toEqual(lines[0]);
  const [newest = ''] = await bulks();
  expect(await writes(newest)).toEqual({ 'b/letter.wav': 1 });
});

test('a prefix in S3: detached, followed, and once more without a second job', async () => {
  const { owner } = cloud.cloud.info;
  const Bucket = cloud.output('AudioBucketName');
  for (const name of ['a.wav', 'deep/b.wav']) {
    const Key = `in/${owner}/submitted/${name}`;
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: audio(`ett ${name}`) }));
  }
  const words = [`s3://${Bucket}/in/${owner}/submitted/`, '--route', 'spot'];

  const detached = await submit([...words, '--detach']);
  expect(detached.code, detached.output).toBe(0);
  const [bulkId = ''] = /bulk-[0-9a-f]{24}/.exec(detached.output) ?? [];
  const followed = await submit(['--follow', bulkId, '--report', 'followed.jsonl']);
  expect(followed.code, followed.output).toBe(0);
  const jobs = (await report('followed.jsonl')).map(({ file, jobId }) => [file, jobId]);
  expect(jobs.map(([file]) => file)).toEqual([
    `in/${owner}/submitted/a.wav`,
    `in/${owner}/submitted/deep/b.wav`,
  ]);

  const again = await submit([...words, '--transcripts', 'of-s3']);
  expect(again.code, again.output).toBe(0);
  const lines = await report('submitted-report.jsonl');
  expect(lines.map(({ file, jobId }) => [file, jobId])).toEqual(jobs);
  expect((await readdir(path.join(here, 'of-s3'), { recursive: true })).sort()).toEqual([
    ...['a.wav.txt', 'deep', 'deep/b.wav.txt'],
  ]);
});

test('a bulk that is cancelled begins anew with the same words', async () => {
  await put('../cancelled/a.wav', audio('den som väntar'));
  const words = ['cancelled', '--route', 'spot'];
  const { signal } = await submit(words, 'stored:1');
  expect(signal).toBe('SIGKILL');
  const [first = ''] = await bulks();

  const cancelled = await submit(['--cancel', first]);
  expect(cancelled.code, cancelled.output).toBe(0);
  const { code, output } = await submit(words);

  expect(code, output).toBe(0);
  const [second = ''] = await bulks();
  expect(second).not.toBe(first);
  expect(await report('cancelled-report.jsonl')).toMatchObject([
    { file: 'a.wav', status: 'completed' },
  ]);
});
