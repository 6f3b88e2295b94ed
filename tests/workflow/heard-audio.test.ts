/** What the engine knows of the audio, from its events to all who ask: with the stub engine, which says what it shall. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptAudio, type Script } from '../../chaos/script.ts';
import type { CreateJob } from '../../client/api-client.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop } from '../support/drop.ts';
import { expectFailed } from '../support/failed-job.ts';
import { historyOf } from '../support/story.ts';
import { webhookOf } from '../support/webhook-of.ts';

const TITLES = ['Till Anna', 'Till Bo'];
const TRACKS = TITLES.map((title, index) => ({
  ...{ index, codec: 'aac', channels: 2, language: 'swe', title, heard: false },
}));
const OUTCOME = { truncated: true, flags: ['incomplete', 'a flag of tomorrow'], tracks: TRACKS };
const SHORT = { windows: 2, paceSeconds: 0, outcome: OUTCOME };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function submit(script: Script, options: Partial<CreateJob> = {}): Promise<string> {
  const body = scriptAudio(script);
  const audio = { upload: { filename: 'film.wav', bytes: body.length } };
  const asked = { audio, webhook: cloud.webhook, ...options };
  const { jobId, upload } = await cloud.client.createJob(asked);
  const { 'content-length': _, ...headers } = upload?.headers ?? {};
  await fetch(upload?.url ?? '', { method: 'PUT', headers, body });
  return jobId;
}

function heard(...indices: number[]) {
  return TRACKS.map((track) => ({ ...track, heard: indices.includes(track.index) }));
}

describe('a file with two tracks that was cut off', () => {
  const script = { ...SHORT, title: 'film' };
  let jobId: string;
  beforeAll(async () => {
    jobId = await submit(script, { track: 1 });
    await cloud.completed(jobId);
  });

  test('says so in the job, the webhook and the timeline', async () => {
    const job = await cloud.client.job(jobId);
    expect(job).toMatchObject({
      audio: { truncated: true, tracks: heard(1) },
      flags: OUTCOME.flags,
    });
    const { data } = (await webhookOf(cloud, jobId)).event;
    expect([data.audio, data.flags]).toEqual([job.audio, job.flags]);
    const completed = (await cloud.client.timeline(jobId)).find(({ what }) => what === 'completed');
    expect(completed?.detail).toEqual({
      ...{ segments: 2, truncated: true, flags: 'incomplete, a flag of tomorrow' },
    });
  });

  test('says in its transcript what became of every second', async () => {
    const { coverage, flags, audio } = await cloud.client.transcript(jobId);
    expect(coverage).toEqual([
      { start: 0, end: 30, kind: 'text' },
      { start: 30, end: 60, kind: 'text' },
    ]);
    expect(flags).toEqual(OUTCOME.flags);
    expect(audio).toEqual({ truncated: true, tracks: heard(1) });
  });

  test('leaves no title in the history of its execution', async () => {
    const history = await historyOf(jobId, cloud);
    expect(history).toContain(OUTCOME.flags[1]);
    for (const title of TITLES) expect(history).not.toContain(title);
  });

  test('gives all of it to the job that has the same audio and options', async () => {
    const again = await submit(script, { track: 1, force: false });
    const job = await cloud.completed(again);
    expect(job).toMatchObject({
      ...{ reusedFrom: jobId, flags: OUTCOME.flags },
      audio: { truncated: true, tracks: heard(1) },
    });
    const [one, other] = await Promise.all([jobId, again].map((id) => cloud.client.transcript(id)));
    expect(other).toEqual({ ...one, jobId: again });
    expect(cloud.instancesOf(again)).toEqual([]);
  });

  test('is heard anew for another track', async () => {
    const mixed = await submit(script, { track: 'mix', force: false });
    const job = await cloud.completed(mixed);
    expect([job.reusedFrom, job.audio.tracks]).toEqual([undefined, heard(0, 1)]);
  });
});

test('the track of a dropped file is an option as all others are', async () => {
  const body = scriptAudio({ ...SHORT, title: 'drop' });
  const metadata = { 'spotscribe-track': '1' };
  const jobId = await drop(cloud, { key: 'drop/film.wav', body, metadata });
  expect((await cloud.completed(jobId)).audio.tracks).toEqual(heard(1));
});

test('a track that the file does not have: OptionInvalid, once, and one machine', async () => {
  const jobId = await submit({ ...SHORT, title: 'third' }, { track: 2 });
  const { error, attempt } = await expectFailed(cloud, jobId, 'OptionInvalid');
  expect(error?.message).toContain('no audio track 2');
  expect(attempt).toBe(1);
  expect(cloud.instancesOf(jobId)).toHaveLength(1);
});

test.each([
  ['unreadable', 'AudioUnreadable'],
  ['too-long', 'AudioTooLong'],
] as const)(
  'a file that turns out %s on the way: %s, once, and one machine',
  async (ending, code) => {
    const jobId = await submit({ title: ending, windows: 3, paceSeconds: 0, ending, atWindow: 2 });
    const { attempt } = await expectFailed(cloud, jobId, code);
    expect(attempt).toBe(1);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  },
);

test('a file of which nothing is to be said has none of it', async () => {
  const jobId = await submit({ title: 'plain', windows: 1, paceSeconds: 0 });
  const job = await cloud.completed(jobId);
  expect(job.flags).toBeUndefined();
  expect(Object.keys(job.audio)).not.toContain('truncated');
  const transcript = await cloud.client.transcript(jobId);
  expect([transcript.flags, transcript.audio]).toEqual([undefined, undefined]);
});
