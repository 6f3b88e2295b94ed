import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../computer/run-command.ts';
import { TestCloud } from '../support/test-cloud.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-invoke-'));
const infoFile = path.join(folder, 'cloud.json');

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  writeFileSync(infoFile, JSON.stringify(cloud.cloud.info));
});
afterAll(async () => {
  await cloud.leave();
  rmSync(folder, { recursive: true });
});

async function invoked(...args: string[]): Promise<unknown> {
  const output = await runCommand({
    program: process.execPath,
    args: ['cli/run-program.mjs', 'local/invoke.ts', '--cloud', infoFile, ...args],
  });
  return JSON.parse(output.slice(output.lastIndexOf('\n{') + 1));
}

test('a function of the API runs from its source, with the key of the cloud and a body', async () => {
  const body = JSON.stringify({ durationSeconds: 3600 });
  const answer = await invoked('quote', '/quote', '--body', body);
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(await invoked('getJob', '/jobs/job-000000000000000000000000')).toMatchObject({
    statusCode: 404,
  });
});

test('a function of the workflow is given its event, and throws as it does on AWS', async () => {
  const event = JSON.stringify({ jobId: 'job-000000000000000000000000' });
  await expect(invoked('launch', event)).rejects.toThrow('There is no job');
});

test('a function that the stack does not have, or an event that is no JSON, is refused in a sentence', async () => {
  await expect(invoked('laugh', '{}')).rejects.toThrow('ended with 2');
  await expect(invoked('laugh', '{}')).rejects.toThrow('The stack has no function laugh.');
  await expect(invoked('launch', '{')).rejects.toThrow('EVENT is no JSON: {');
});
