import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '../../../core/transcript/transcript.ts';
import { ChapterFeed, type CutChapter } from '../../../userdata/agent/analysis/chapter-feed.ts';

const never = new AbortController().signal;
const SMALL = { contextTokens: 1000 };

function segments(count: number): Segment[] {
  return Array.from({ length: count }, (_, id) => ({
    ...{ id, start: id * 4, end: id * 4 + 3, text: `Mening nummer ${id} om lagret.` },
    ...{ confidence: 0.9, flags: [] },
  }));
}

/** All that a reader has of a feed, by index; what is read again replaces what was read before. */
async function readAll(feed: ChapterFeed): Promise<CutChapter[]> {
  const read: CutChapter[] = [];
  for await (const cut of feed.read(never)) read[cut.index] = cut;
  return read.slice(0, feed.chapters.length);
}

async function whole(count: number): Promise<CutChapter[]> {
  const feed = new ChapterFeed(SMALL);
  for (const segment of segments(count)) feed.add(segment, []);
  feed.end();
  return readAll(feed);
}

test('every segment is in one chapter, however the engine began anew', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 80 }),
      fc.array(fc.nat({ max: 80 }), { maxLength: 3 }),
      async (count, restarts) => {
        const feed = new ChapterFeed(SMALL);
        const reading = readAll(feed);
        for (const after of restarts) {
          for (const segment of segments(Math.min(after, count))) feed.add(segment, []);
          await new Promise(setImmediate);
          feed.restart();
        }
        for (const segment of segments(count)) feed.add(segment, []);
        feed.end();

        const read = await reading;
        expect(read).toEqual(await whole(count));
        expect(read.flatMap((cut) => cut.segments)).toEqual(segments(count));
      },
    ),
    { numRuns: 40 },
  );
});

test('a chapter is read before the transcript is whole', async () => {
  const feed = new ChapterFeed(SMALL);
  const first = feed.read(never).next();
  for (const segment of segments(60)) feed.add(segment, []);
  expect((await first).value).toMatchObject({ index: 0, chapter: { segments: { first: 0 } } });
});

test('a reader ends with the work', async () => {
  const feed = new ChapterFeed(SMALL);
  const end = new AbortController();
  const reading = feed.read(end.signal).next();
  end.abort(new RangeError('over'));
  await expect(reading).rejects.toThrow('over');
});
