import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { AttemptTracks, AudioTrack, shownTracks, Track } from '../../core/audio/tracks.ts';
import { JobView, viewOf } from '../../core/view/job-view.ts';
import { jobBody } from '../../core/webhooks/webhook-body.ts';
import { TaskResult } from '../../core/job/work-order.ts';
import { aJob } from '../support/a-job.ts';

const SEEN = { apiUrl: 'https://api.test', now: new Date('2026-11-21T12:00:00.000Z') };

const text = fc.string({ unit: 'binary', maxLength: 300 });
const told = fc.record(
  {
    codec: text,
    channels: fc.nat(64),
    language: text,
    title: text,
    heard: fc.boolean(),
  },
  { requiredKeys: ['codec', 'channels', 'heard'] },
);
const tracks = fc
  .array(told, { minLength: 2, maxLength: 200 })
  .map((list): AudioTrack[] => list.map((track, index) => ({ index, ...track })));

/** What an attempt reports of a file whose tracks and flags take the most room. */
const RESULT: TaskResult = {
  ...{ segments: 99_999, language: 'haw', languageProbability: 0.123456789, confidence: 0.987654 },
  ...{ durationSeconds: 43_199.99, truncated: true, engineSeconds: 21_599.999, tracks: 200 },
  flags: Array.from({ length: 16 }, (_, index) => `${index}`.padEnd(40, 'x')),
  engine: { version: '0.1.0', device: 'cuda', computeType: 'float16', modelSha256: 'a'.repeat(64) },
  audio: { bytes: 5_368_709_120, sha256: 'a'.repeat(64) },
  phases: {
    ...{ booted: SEEN.now.toISOString(), claimed: SEEN.now.toISOString() },
    ...{ modelReady: SEEN.now.toISOString(), audioReady: SEEN.now.toISOString() },
    ...{ firstSegment: null, transcribed: SEEN.now.toISOString() },
    written: SEEN.now.toISOString(),
  },
};

describe('the track of a job', () => {
  test.each([0, 63, 'mix'])('may be %j', (track) => {
    expect(Track.parse(track)).toBe(track);
  });

  test.each([-1, 64, 1.5, 'Mix', '1', null])('may not be %j', (track) => {
    expect(Track.safeParse(track).error?.issues[0]?.message).toBe(
      'a number from 0 to 63, or "mix"',
    );
  });
});

describe('the tracks that a job shows', () => {
  test('are few, short and in order, with those that were heard before all others', () => {
    fc.assert(
      fc.property(tracks, (all) => {
        const shown = shownTracks(all);
        expect(AttemptTracks.parse({ tracks: shown }).tracks).toHaveLength(
          Math.min(32, all.length),
        );
        expect(shown).toEqual(shown.toSorted((a, b) => a.index - b.index));
        const heard = shown.filter((track) => track.heard).length;
        expect(heard).toBe(Math.min(32, all.filter((track) => track.heard).length));
        for (const { title = '', codec } of shown) {
          expect([title.length <= 60, codec.length <= 60]).toEqual([true, true]);
        }
      }),
    );
  });

  test('leave a webhook below 20 kB, and the job in its shape', () => {
    fc.assert(
      fc.property(tracks, fc.constantFrom('\0', 'å', '😀', 'x'), (all, letter) => {
        const loud = all.map((track) => ({ ...track, title: letter.repeat(300) }));
        const job = aJob({
          ...{ status: 'completed', attempt: 1, result: RESULT, tracks: shownTracks(loud) },
          metadata: { note: 'x'.repeat(2000) },
        });
        const body = jobBody('job.completed', viewOf(job, SEEN));
        expect(Buffer.byteLength(body)).toBeLessThan(20_000);
        const { data } = JSON.parse(body) as { data: unknown };
        expect(JobView.parse(data)).toMatchObject({
          audio: { truncated: true },
          flags: RESULT.flags,
        });
      }),
    );
  });
});

test('what an attempt reports is below 4 kB, however much there is to say', () => {
  expect(Buffer.byteLength(JSON.stringify(TaskResult.parse(RESULT)))).toBeLessThan(4096);
});
