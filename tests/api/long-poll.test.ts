import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JobView } from '../../core/job-view.ts';
import { until } from '../cloud/fixture/until.ts';
import { TestCloud } from '../workflow/a-cloud.ts';
import { ask } from './ask.ts';

const AUDIO = { upload: { filename: 'a.wav', bytes: 9 } };
const PLACES = 2;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { HoldPlaces: String(PLACES) } });
});
afterAll(() => cloud.stop());

async function poll(jobId: string, wait: string) {
  const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}?wait=${wait}` });
  return { ...answer, job: JobView.parse(JSON.parse(answer.text)) };
}

describe('GET /jobs/{id}?wait=', () => {
  test('answers when the job changes, and not before', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const held = poll(jobId, '20');
    expect((await poll(jobId, '0')).job.status).toBe('awaiting_upload');
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    expect(await held).toMatchObject({ status: 200, job: { status: 'cancelled' } });
    // What has ended changes no more.
    expect((await poll(jobId, '20')).job.status).toBe('cancelled');
  });

  test('answers as it is when nothing changes', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    expect((await poll(jobId, '1')).job.status).toBe('awaiting_upload');
  });

  test('more than there are places for are told to ask again, and a place is free again', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const answers: Awaited<ReturnType<typeof poll>>[] = [];
    const asked = Array.from({ length: PLACES + 2 }, async () => {
      answers.push(await poll(jobId, '20'));
    });
    await until('those without a place are answered', () => answers.length === 2);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['5', '5']);
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    await Promise.all(asked);
    const held = answers.slice(2);
    expect(held.map(({ job }) => job.status)).toEqual(Array(PLACES).fill('cancelled'));
    expect(held.map(({ headers }) => headers.get('retry-after'))).toEqual([null, null]);

    const next = await cloud.client.createJob({ audio: AUDIO });
    expect((await poll(next.jobId, '1')).headers.has('retry-after')).toBe(false);
  });

  test.each(['21', '-1', '1e1', 'long'])('%s seconds are refused', async (wait) => {
    const path = `/jobs/job-0123456789abcdef01234567?wait=${wait}`;
    expect((await ask(cloud, { method: 'GET', path })).status).toBe(422);
  });
});
