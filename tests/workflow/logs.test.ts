/** What an instance leaves in CloudWatch Logs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Connection } from '../../local/connection.ts';
import { ownFolder } from '../../computer/own-folder.ts';
import { signedPost } from '../../core/aws/signed-post.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { atNextLaunch } from './next-launch.ts';
import { sampleFile } from '../support/samples.ts';

const GROUP = '/spotscribe/local/instances';

const Events = z.object({ events: z.array(z.object({ message: z.string() })) });

let cloud: TestCloud;
beforeAll(async () => {
  // With the real engine: none of its words may be in a log.
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

function api({ endpoint, region, credentials }: Connection) {
  return { url: endpoint, region, credentials: () => Promise.resolve(credentials) };
}

/** The lines of a stream. */
async function linesIn(logStreamName: string): Promise<Record<string, unknown>[]> {
  const post = signedPost({ ...api(cloud.cloud.aws.connection), service: 'logs' });
  const answer = await post({
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.GetLogEvents',
    },
    body: JSON.stringify({ logGroupName: GROUP, logStreamName, startFromHead: true }),
    signal: AbortSignal.timeout(60_000),
  });
  const { events } = Events.parse(await answer.json());
  return events.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
}

test('a job leaves the lines of its machine in a stream of its own, to the last one', async () => {
  const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'));
  await cloud.completed(jobId);

  const lines = await linesIn(`${jobId}/1/${cloud.instancesOf(jobId)[0]?.id}`);
  for (const line of lines) expect(line).toMatchObject({ jobId, attempt: 1 });
  expect(lines.at(-1)?.['message']).toBe('The verdict is sent.');
  const { text } = await cloud.client.transcript(jobId);
  for (const word of text.split(' ').filter(({ length }) => length > 4)) {
    expect(JSON.stringify(lines)).not.toContain(word);
  }
});

test('a machine that ends before its agent runs leaves the lines of boot.sh', async () => {
  atNextLaunch(cloud, {
    prepare: ({ root }) => {
      rmSync(path.join(ownFolder(path.join(root, 'opt/spotscribe')), '.setup_complete'));
    },
  });
  const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'));
  expect(await cloud.completed(jobId)).toMatchObject({ attempt: 2 });

  const lines = await linesIn(`unclaimed/${cloud.instancesOf(jobId)[0]?.id}`);
  expect(lines.map(({ message }) => message)).toEqual([
    expect.stringContaining('The machine image is incomplete or damaged'),
    'Powering off.',
  ]);
});
