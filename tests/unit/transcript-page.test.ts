/** A transcript that is read page by page, as one that watches a job does, is that of all its parts. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Listing } from '../../core/aws/s3/object-lister.ts';
import { partKey, transcriptKey } from '../../core/job/work-order.ts';
import { allParts } from '../../core/steps/attempts/read-parts.ts';
import { readPage } from '../../core/steps/attempts/read-page.ts';
import {
  transcriptSoFar,
  type Segment,
  type TranscriptPart,
  type Word,
} from '../../core/transcript/transcript.ts';
import type { TranscriptPage } from '../../core/transcript/transcript-page.ts';
import { aJob } from '../support/a-job.ts';

const JOB = aJob({ status: 'processing', attempt: 1 });

function bucketWith(stored: Record<string, string>) {
  const requests = { list: 0, text: 0 };
  const objects = {
    list: (_: string, prefix: string, { most = Infinity, after = '' }: Listing = {}) => {
      requests.list += 1;
      const below = Object.keys(stored).filter((key) => key.startsWith(prefix) && key > after);
      const found = below.sort().slice(0, most);
      return Promise.resolve(found.map((key) => ({ key, bytes: stored[key]?.length ?? 0 })));
    },
    text: ({ key }: { key: string }) => {
      requests.text += 1;
      return Promise.resolve(stored[key]);
    },
  };
  return { requests, ports: { objects, resultsBucket: 'results' } };
}

function segmentsFrom(first: number, count: number): Segment[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    return { id, start: id, end: id + 1, text: `ord ${id}`, confidence: 1, flags: [] };
  });
}

function wordsOf(segments: readonly Segment[]): Word[] {
  return segments.flatMap(({ start, text }) =>
    text.split(' ').map((word) => ({ start, end: start + 1, word, probability: 1 })),
  );
}

function part(number: number, held: number, count: number): TranscriptPart {
  const segments = segmentsFrom(held, count);
  const before = { segments: held, words: 2 * held, cues: 0 };
  const howFar = { transcribedSeconds: held + count, durationSeconds: 9999, fraction: 0.5 };
  return { part: number, before, segments, words: wordsOf(segments), cues: [], ...howFar };
}

/**
 * What machines wrote, one after the other: each goes on after `kept` of the parts that were there, and
 * writes as many parts as `sizes` has, with so many segments each.
 */
function written(attempts: readonly { kept: number; sizes: readonly number[] }[]) {
  const stored: Record<string, string> = {};
  let there: TranscriptPart[] = [];
  for (const [index, { kept, sizes }] of attempts.entries()) {
    there = there.slice(0, kept);
    for (const size of sizes) {
      const held = there.reduce((sum, { segments }) => sum + segments.length, 0);
      const made = part(there.length + 1, held, size);
      stored[partKey({ jobId: JOB.jobId, attempt: index + 1 }, made.part)] = JSON.stringify(made);
      there.push(made);
    }
  }
  return stored;
}

const attempts = fc.array(
  fc.record({ kept: fc.nat(60), sizes: fc.array(fc.nat(3), { maxLength: 50 }) }),
  { minLength: 1, maxLength: 4 },
);

/** All pages, as a reader asks for them. */
async function pagesOf(
  job: typeof JOB,
  stored: Record<string, string>,
  after = 0,
): Promise<TranscriptPage[]> {
  const page = await readPage(job, after, bucketWith(stored).ports);
  if (!page) throw new Error('there is no page');
  return page.more ? [page, ...(await pagesOf(job, stored, page.part))] : [page];
}

describe('the pages of a job that is heard', () => {
  test('are together what all parts are, whatever attempts wrote them', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, async (given) => {
        const stored = written(given);
        const job = { ...JOB, attempt: given.length };
        const pages = await pagesOf(job, stored);
        const place = { objects: bucketWith(stored).ports.objects, bucket: 'results' };
        const { transcript } = transcriptSoFar(job, await allParts(job, place));
        expect(pages.flatMap(({ segments }) => segments)).toEqual(transcript.segments);
        expect(pages.flatMap(({ words = [] }) => words)).toEqual(transcript.words ?? []);
        expect(pages.at(-1)).toMatchObject({ complete: false, more: false });
      }),
    );
  });

  test('cost the same for a part of the first minute and for one of the last', async () => {
    const stored = written([{ kept: 0, sizes: Array.from({ length: 4000 }, () => 1) }]);
    for (const after of [1, 2000, 3980]) {
      const { ports, requests } = bucketWith(stored);
      const page = await readPage(JOB, after, ports);
      expect(page).toMatchObject({ part: after + 20, more: after < 3980 });
      expect(requests).toEqual({ list: 1, text: 21 });
    }
  });

  test('have nothing new after the newest part, and say how far the job is', async () => {
    const stored = written([
      { kept: 0, sizes: [1, 1] },
      { kept: 2, sizes: [1] },
    ]);
    expect(await readPage({ ...JOB, attempt: 2 }, 3, bucketWith(stored).ports)).toEqual({
      ...{ part: 3, segments: [], transcribedSeconds: 3, durationSeconds: 9999, fraction: 0.5 },
      ...{ complete: false, more: false },
    });
    expect(await readPage(JOB, 0, bucketWith({}).ports)).toMatchObject({ part: 0, segments: [] });
  });

  test('have nothing that an earlier attempt wrote after a later one had begun', async () => {
    const late = written([
      { kept: 0, sizes: [1, 1, 1, 1] },
      { kept: 2, sizes: [1] },
    ]);
    const page = await readPage({ ...JOB, attempt: 2 }, 3, bucketWith(late).ports);
    expect(page).toMatchObject({ part: 3, segments: [] });
  });

  test('hold once what two machines wrote, also where one page ends between them', async () => {
    // The first wrote four segments into part 20 that the second, which had seen part 19, wrote too.
    const parts = [...Array.from({ length: 19 }, (_, index) => part(index + 1, index, 1))];
    const all = [...parts, part(20, 19, 4), part(21, 20, 4)];
    const of = { jobId: JOB.jobId, attempt: 1 };
    const stored = Object.fromEntries(
      all.map((one) => [partKey(of, one.part), JSON.stringify(one)]),
    );
    const pages = await pagesOf(JOB, stored);
    expect(pages).toHaveLength(2);
    expect(pages.flatMap(({ segments }) => segments)).toEqual(segmentsFrom(0, 24));
  });

  test('end before a part that cannot be read, and do not ask the reader to try at once', async () => {
    const stored = written([{ kept: 0, sizes: [1, 1, 1] }]);
    stored[partKey({ jobId: JOB.jobId, attempt: 1 }, 2)] = '{';
    expect(await readPage(JOB, 0, bucketWith(stored).ports)).toMatchObject({
      part: 1,
      more: false,
    });
    expect(await readPage(JOB, 1, bucketWith(stored).ports)).toMatchObject({
      ...{ part: 1, segments: [], more: false },
    });
  });

  test('are not larger than an answer may be', async () => {
    const large = (nth: number) => ({
      ...part(nth, nth - 1, 1),
      cues: [{ start: 0, end: 1, lines: ['a'.repeat(3 * 1024 ** 2)] }],
    });
    const of = { jobId: JOB.jobId, attempt: 1 };
    const keys = [1, 2, 3].map((nth) => [partKey(of, nth), JSON.stringify(large(nth))] as const);
    const pages = await pagesOf(JOB, Object.fromEntries(keys));
    expect(pages.map((page) => page.part)).toEqual([1, 2, 3]);
  });
});

describe('the pages of a published transcript', () => {
  const published = aJob({ status: 'completed' });
  const key = transcriptKey(published.jobId, 'json');

  test('hold all segments and words once, two hundred segments each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(900), async (count) => {
        const segments = segmentsFrom(0, count);
        const words = wordsOf(segments);
        const document = JSON.stringify({ segments, words, durationSeconds: count });
        const pages = await pagesOf(published, { [key]: document });
        expect(pages).toHaveLength(Math.max(1, Math.ceil(count / 200)));
        expect(pages.flatMap((page) => page.segments)).toEqual(segments);
        for (const page of pages) expect(page.words).toEqual(wordsOf(page.segments));
        expect(pages.at(-1)).toMatchObject({
          ...{ complete: true, fraction: 1, transcribedSeconds: count, more: false },
        });
      }),
      { numRuns: 20 },
    );
  });

  test('begin with the first words of their segments, also where both sides speak at once', async () => {
    const segments = segmentsFrom(0, 400).map((segment) => ({ ...segment, start: 7, end: 8 }));
    const words = wordsOf(segments);
    const document = JSON.stringify({ segments, words, durationSeconds: 9 });
    const second = await readPage(published, 1, bucketWith({ [key]: document }).ports);
    expect(second?.words?.[0]).toEqual(words[400]);
    expect(second?.words).toHaveLength(400);
  });

  test('have no words where the transcript has none, and are gone with it', async () => {
    const document = JSON.stringify({ segments: segmentsFrom(0, 1), durationSeconds: 1 });
    const page = await readPage(published, 0, bucketWith({ [key]: document }).ports);
    expect(page).not.toHaveProperty('words');
    expect(await readPage(published, 0, bucketWith({ [key]: '[]' }).ports)).toBeUndefined();
    expect(await readPage(published, 0, bucketWith({}).ports)).toBeUndefined();
  });
});
