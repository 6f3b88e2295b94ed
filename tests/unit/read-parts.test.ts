/** What readers make of the parts in a job's attempts, also of those that no honest machine writes. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { allParts, latestProgress } from '../../core/steps/attempts/read-parts.ts';
import type { Listing } from '../../core/aws/s3/object-lister.ts';
import { partKey } from '../../core/job/work-order.ts';
import { transcriptSoFar } from '../../core/transcript/transcript.ts';

const JOB = 'job-0123456789abcdef01234567';

interface Stored {
  /** What S3 says of its size; by default that of its text. */
  bytes?: number;
  text: string;
}

/** A bucket that counts what is listed and read. */
function bucketWith(given: Record<string, Stored>) {
  const read: string[] = [];
  const listed: string[] = [];
  const sorted = Object.keys(given).sort();
  const objects = {
    list: (_bucket: string, prefix: string, { most = Infinity, after = '' }: Listing = {}) => {
      const below = sorted.filter((key) => key.startsWith(prefix) && key > after);
      const keys = below.slice(0, most);
      listed.push(...keys);
      const sizeOf = ({ bytes, text }: Stored) => bytes ?? text.length;
      return Promise.resolve(
        keys.map((key) => ({ key, bytes: sizeOf(given[key] ?? { text: '' }) })),
      );
    },
    text: ({ key }: { key: string }) => {
      read.push(key);
      return Promise.resolve(given[key]?.text);
    },
  };
  return { read, listed, place: { objects, bucket: 'results' } };
}

function part(nth: number, given: object = {}): Stored {
  const segment = { id: nth - 1, start: nth, end: nth + 1, text: `${nth}`, confidence: 1 };
  const made = {
    ...{ part: nth, before: { segments: nth - 1, words: 0, cues: 0 }, cues: [] },
    ...{ segments: [{ ...segment, flags: [] }], durationSeconds: 60 },
    ...{ transcribedSeconds: nth, fraction: 0.5 },
    ...given,
  };
  return { text: JSON.stringify(made) };
}

const keyOf = (attempt: number, nth: number) => partKey({ jobId: JOB, attempt }, nth);

async function textOf(given: Record<string, Stored>, attempt = 1): Promise<string> {
  const parts = await allParts({ jobId: JOB, attempt }, bucketWith(given).place);
  return transcriptSoFar({ jobId: JOB, model: 'm' }, parts).transcript.text;
}

describe('the parts of a job', () => {
  test('are those of all its attempts; a late one of an earlier attempt is none of them', async () => {
    const given = {
      [keyOf(1, 1)]: part(1),
      [keyOf(1, 2)]: part(2),
      [keyOf(1, 3)]: part(3, { segments: [] }),
      [keyOf(1, 4)]: part(4),
      [keyOf(2, 3)]: part(3),
    };
    expect(await textOf(given, 1)).toBe('1 2 4');
    expect(await textOf(given, 2)).toBe('1 2 3');
  });

  test('give the progress of the newest attempt that has one', async () => {
    const { place } = bucketWith({ [keyOf(1, 1)]: part(1), [keyOf(1, 2)]: part(2) });
    expect(await latestProgress({ jobId: JOB, attempt: 3 }, place)).toEqual({
      key: keyOf(1, 2),
      progress: { fraction: 0.5, transcribedSeconds: 2 },
    });
  });

  test.each<[string, Stored]>([
    ['broken', { text: '{"x":' }],
    ['of another shape', { text: '[]' }],
    ['of another number', part(9)],
    ['with a time before the beginning', part(2, { transcribedSeconds: -1 })],
    ['with a time without end', { text: part(2).text.replace('"start":2', '"start":1e999') }],
    ['too large', { ...part(2), bytes: 100 * 1024 ** 2 }],
  ])('are read up to one that is %s', async (_, second) => {
    const given = { [keyOf(1, 1)]: part(1), [keyOf(1, 2)]: second, [keyOf(1, 3)]: part(3) };
    expect(await textOf(given)).toBe('1');
    expect(await textOf({ ...given, [keyOf(1, 2)]: part(2) })).toBe('1 2 3');
  });

  test('give the progress before broken ones, of which few are tried', async () => {
    const broken = Object.fromEntries([7, 8, 9].map((nth) => [keyOf(1, nth), { text: '{' }]));
    const { place } = bucketWith({ [keyOf(1, 1)]: part(1), ...broken });
    expect(await latestProgress({ jobId: JOB, attempt: 1 }, place)).toMatchObject({
      progress: { transcribedSeconds: 1 },
    });
    const many = Array.from(
      { length: 99 },
      (_, nth) => [keyOf(1, nth + 2), { text: '{' }] as const,
    );
    const worse = bucketWith({ [keyOf(1, 1)]: part(1), ...Object.fromEntries(many) });
    expect(await latestProgress({ jobId: JOB, attempt: 1 }, worse.place)).toBeUndefined();
    expect(worse.read.length).toBeLessThanOrEqual(5);
  });

  test('are listed once each, however often the progress is looked at', async () => {
    const stored: Record<string, Stored> = {};
    let seen: Awaited<ReturnType<typeof latestProgress>>;
    let listed = 0;
    for (let look = 1; look <= 50; look += 1) {
      const [attempt, last] = [look > 25 ? 2 : 1, 20 * look];
      for (let nth = last - 19; nth <= last; nth += 1) stored[keyOf(attempt, nth)] = part(nth);
      const bucket = bucketWith(stored);
      seen = await latestProgress({ jobId: JOB, attempt }, bucket.place, seen);
      expect(seen?.progress.transcribedSeconds).toBe(last);
      listed += bucket.listed.length;
    }
    expect(listed).toBe(1000);
    const same = bucketWith(stored);
    expect(await latestProgress({ jobId: JOB, attempt: 2 }, same.place, seen)).toEqual(seen);
    expect(same.listed).toEqual([]);
  });

  test('are read within bounds, however many and large they are', async () => {
    const many = Array.from(
      { length: 12_000 },
      (_, index) => [keyOf(1, index + 1), { text: '{', bytes: 4 * 1024 }] as const,
    );
    const { read, place } = bucketWith(Object.fromEntries(many));
    expect(await allParts({ jobId: JOB, attempt: 1 }, place)).toEqual([]);
    // 32 MiB of them.
    expect(read).toHaveLength(8192);
  });

  test('may have more cues than a call can have arguments', async () => {
    const cues = Array.from({ length: 200_000 }, () => ({ start: 0, end: 0, lines: ['a'] }));
    const { place } = bucketWith({ [keyOf(1, 1)]: { ...part(1, { cues }), bytes: 4_000_000 } });
    const parts = await allParts({ jobId: JOB, attempt: 1 }, place);
    expect(transcriptSoFar({ jobId: JOB, model: 'm' }, parts).cues).toHaveLength(200_000);
  });

  test('under keys that no part has are not read', async () => {
    const names = fc
      .stringMatching(/^[a-z0-9./]{1,12}$/)
      .filter((name) => !/^\d{5}\.json$/.test(name));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        fc.pre(!/^[1-9]\d{5,8}\.json$/.test(name));
        const key = `jobs/${JOB}/attempts/001/parts/${name}`;
        const { read, place } = bucketWith({ [key]: part(1) });
        expect(await allParts({ jobId: JOB, attempt: 1 }, place)).toEqual([]);
        expect(read).toEqual([]);
      }),
    );
  });
});
