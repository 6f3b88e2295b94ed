import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import type { JobStatus } from '../../core/job/job-status.ts';
import { sessionKeyOf } from '../../core/job/job-session.ts';
import { whyRefused, type Standing } from '../../core/job/session-place.ts';
import { sessionPrefix } from '../../core/job/session.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import {
  combineSession,
  type CombineSessionPorts,
} from '../../core/steps/sessions/combine-session.ts';
import { combineDue } from '../../core/steps/sessions/due-sessions.ts';
import { sessionDocumentKey } from '../../core/steps/sessions/session-documents.ts';
import { SessionTranscript } from '../../core/transcript/session-transcript.ts';
import { render } from '../../core/transcript/subtitles.ts';
import type { Transcript, TranscriptFormat } from '../../core/transcript/transcript.ts';
import { SessionView } from '../../core/view/session-view.ts';
import type { Delivery } from '../../core/webhooks/delivery.ts';
import { aJob } from '../support/a-job.ts';
import { keepsSessions } from '../support/session-contract.ts';
import { SessionsInMemory } from '../support/sessions-in-memory.ts';

const OWNER = 'demo';
const ID = 'mote-2026';
const KEY = sessionKeyOf(OWNER, ID);
const BEGIN = Date.parse('2026-11-21T12:00:00.000Z');
const DAY_MS = 24 * 3600 * 1000;

/** Chunks of five words each, a word a second, of which two are the next chunk's first ones. */
const WORDS = 5;
const STEP = 3;
const wordsOf = (index: number) =>
  Array.from({ length: WORDS }, (_, nth) => `ord${index * STEP + nth}`);
const truth = (count: number) =>
  Array.from({ length: (count - 1) * STEP + WORDS }, (_, nth) => `ord${nth}`);

function documentOf(jobId: string, index: number): Record<'json' | 'srt', string> {
  const words = wordsOf(index).map((word, nth) => ({
    ...{ word, start: nth, end: nth + 0.9, probability: 1 },
  }));
  const text = words.map(({ word }) => word).join(' ');
  const segment = { id: 0, start: 0, end: WORDS, text, confidence: 1, flags: [] };
  const transcript: Transcript = {
    ...{ jobId, text, language: 'sv', languageProbability: 1, durationSeconds: WORDS },
    ...{ confidence: 1, segments: [segment], words, model: 'kb-whisper-small', engine: null },
    ...{ timings: {}, complete: true },
  };
  const cues = [{ start: 0, end: WORDS, lines: [text] }];
  return { json: JSON.stringify(transcript), srt: render({ transcript, cues }, 'srt') };
}

class Crash extends Error {}

/** A table, a bucket and receivers, with jobs of one session that end when the test says so. */
class World {
  readonly sessions: SessionsInMemory;
  readonly jobs = new Map<string, Job>();
  readonly objects = new Map<string, string>();
  readonly deliveries = new Map<string, Delivery>();
  now = new Date(BEGIN);
  readonly count: number;
  private readonly ticks: readonly number[];
  private readonly deaths: Set<number>;
  private calls = 0;
  private mortalCalls = 0;

  /** @param ticks how long each call takes, in turns of others; @param deaths which calls fail */
  constructor(count: number, ticks: readonly number[] = [1], deaths: readonly number[] = []) {
    this.count = count;
    this.ticks = ticks;
    this.deaths = new Set(deaths);
    this.sessions = new SessionsInMemory(() => this.pause());
  }

  readonly using: CombineSessionPorts = {
    jobs: { job: (jobId) => this.after(() => this.jobs.get(jobId)) },
    sessions: this.sessionsOf(),
    endpoints: {
      ofOwner: () =>
        this.after(() => [
          {
            ...{
              webhookId: 'wh-000000000000000000000000',
              owner: OWNER,
              url: 'https://x.example/',
            },
            ...{ events: ['session.completed'], createdAt: new Date(BEGIN).toISOString() },
          },
        ]),
    },
    objects: { text: ({ key }) => this.after(() => this.objects.get(key)) },
    writer: { put: ({ key }, text) => this.after(() => void this.objects.set(key, text)) },
    removal: {
      below: (_, prefix) =>
        this.after(() =>
          [...this.objects.keys()]
            .filter((key) => key.startsWith(prefix))
            .map((key) => ({ key, versionId: 'null', bytes: 1 })),
        ),
      remove: (_, versions) =>
        this.after(() => versions.forEach(({ key }) => void this.objects.delete(key))),
    },
    deliveries: {
      create: (all: readonly Delivery[]) =>
        this.after(() => {
          const created = all.filter(({ deliveryId }) => !this.deliveries.has(deliveryId));
          for (const one of created) this.deliveries.set(one.deliveryId, one);
          return created;
        }),
    } as unknown as CombineSessionPorts['deliveries'],
    workflow: {
      deliver: () => this.after(() => undefined),
    } as unknown as CombineSessionPorts['workflow'],
    ...{ deliveryStateMachineArn: 'arn', resultsBucket: 'results', apiUrl: 'https://api.example' },
    now: () => this.now,
  };

  private sessionsOf(): CombineSessionPorts['sessions'] {
    // The store is made after the ports are: ask for it at each call.
    const store = () => this.sessions;
    return {
      session: (key) => this.mortal(() => store().session(key)),
      chunks: (key) => this.mortal(() => store().chunks(key)),
      noteEnd: (...given) => this.mortal(() => store().noteEnd(...given)),
      lease: (...given) => this.mortal(() => store().lease(...given)),
      commit: (...given) => this.mortal(() => store().commit(...given)),
      settle: (...given) => this.mortal(() => store().settle(...given)),
      lookAgain: (...given) => this.mortal(() => store().lookAgain(...given)),
      leave: (...given) => this.mortal(() => store().leave(...given)),
      due: (now) => this.mortal(() => store().due(now)),
    };
  }

  private async pause(): Promise<void> {
    const ticks = this.ticks[(this.calls += 1) % this.ticks.length] ?? 1;
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  }

  /** Every second death comes after the call took effect. */
  private async mortal<T>(call: () => Promise<T>): Promise<T> {
    const dies = this.deaths.has((this.mortalCalls += 1));
    if (dies && this.mortalCalls % 2 === 0) throw new Crash();
    const answer = await call();
    if (dies) throw new Crash();
    return answer;
  }

  private after<T>(effect: () => T): Promise<T> {
    return this.mortal(async () => {
      await this.pause();
      return effect();
    });
  }

  /** A POST of a chunk. @returns its job, or why it was refused */
  async send(index: number, given: Partial<Job> = {}): Promise<{ jobId?: string; path?: string }> {
    const [session, chunks] = [await this.sessions.session(KEY), await this.sessions.chunks(KEY)];
    const chunk = chunks.find((one) => one.index === index);
    const holder = chunk && this.jobs.get(chunk.jobId)?.status;
    const standing: Standing = { session, chunk, holder, isDeleted: false };
    const requested = { id: ID, index, count: this.count, start: index * STEP };
    const refusal = whyRefused(requested, standing, this.now);
    if (refusal) return { path: refusal.path };
    const jobId = newJobId();
    const joined = { jobId, owner: OWNER, at: this.now };
    if (!(await this.sessions.join(joined, requested, chunk))) return { path: 'session.index' };
    this.jobs.set(jobId, aJob({ jobId, owner: OWNER, session: requested, ...given }));
    return { jobId };
  }

  /** Its end is written, with its documents; its step has not run. */
  end(jobId: string, status: JobStatus): void {
    const job = this.jobs.get(jobId);
    if (!job?.session) throw new TypeError('no such chunk');
    this.jobs.set(jobId, { ...job, status });
    if (status !== 'completed') return;
    const texts = documentOf(jobId, job.session.index);
    for (const format of ['json', 'srt'] as const) {
      this.objects.set(transcriptKey(jobId, format), texts[format]);
    }
  }

  /** As Step Functions calls it: again, if it failed. */
  async step(jobId: string): Promise<void> {
    for (;;) {
      try {
        await combineSession(jobId, this.using);
        return;
      } catch (error) {
        if (!isExpected(error)) throw error;
      }
    }
  }

  async catchUp(name = 'run'): Promise<void> {
    for (;;) {
      try {
        const run = { now: this.now, by: name, hasTime: () => true };
        await combineDue(run, this.using);
        return;
      } catch (error) {
        if (!isExpected(error)) throw error;
      }
    }
  }

  async document(format: TranscriptFormat): Promise<string> {
    const session = await this.sessions.session(KEY);
    return this.objects.get(sessionDocumentKey(KEY, session?.documents ?? 0, format)) ?? '';
  }

  async transcript(): Promise<SessionTranscript> {
    return SessionTranscript.parse(JSON.parse(await this.document('json')));
  }

  /** Bodies of `session.completed`. */
  events(): SessionView[] {
    return [...this.deliveries.values()].map(({ body }) =>
      SessionView.parse((JSON.parse(body) as { data: unknown }).data),
    );
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof Crash || (error instanceof Error && error.name === 'SomeFailed');
}

describe('sessions in memory', () => {
  keepsSessions(() => {
    const sessions = new SessionsInMemory();
    return { sessions, join: (...given) => sessions.join(...given) };
  });
});

/** What happens to one chunk: how often it fails first, how often its steps run, and whether it is reused. */
const chunk = fc.record({
  failures: fc.array(fc.constantFrom<JobStatus>('failed', 'cancelled'), { maxLength: 2 }),
  steps: fc.integer({ min: 1, max: 3 }),
  isReused: fc.boolean(),
  isSentTwice: fc.boolean(),
});
type ChunkStory = typeof chunk extends fc.Arbitrary<infer Story> ? Story : never;

async function live(world: World, index: number, story: ChunkStory): Promise<() => Promise<void>> {
  for (const failure of story.failures) {
    const { jobId = '' } = await world.send(index);
    expect(jobId).not.toBe('');
    world.end(jobId, failure);
    await world.step(jobId);
  }
  const { jobId = '' } = await world.send(index, story.isReused ? { reusedFrom: newJobId() } : {});
  expect(jobId).not.toBe('');
  if (story.isSentTwice) expect(await world.send(index)).toEqual({ path: 'session.index' });
  return async () => {
    world.end(jobId, 'completed');
    await Promise.all(Array.from({ length: story.steps }, () => world.step(jobId)));
    if (story.isSentTwice) expect(await world.send(index)).toEqual({ path: 'session.index' });
  };
}

describe('a session', () => {
  test('of chunks in any order, repeated, retried and reused, is combined once, in order', async () => {
    const stories = fc.array(chunk, { minLength: 1, maxLength: 7 });
    const given = fc
      .record({ stories, ticks: fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }) })
      .chain(({ stories: all, ticks }) =>
        fc.record({
          stories: fc.constant(all),
          ticks: fc.constant(ticks),
          sent: fc.shuffledSubarray([...all.keys()], { minLength: all.length }),
          ended: fc.shuffledSubarray([...all.keys()], { minLength: all.length }),
          /** How many end at the same time. */
          together: fc.integer({ min: 1, max: 4 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(given, async ({ stories: all, ticks, sent, ended, together }) => {
        const world = new World(all.length, ticks);
        const ends = new Map<number, () => Promise<void>>();
        for (const index of sent) {
          const story = all[index];
          if (story) ends.set(index, await live(world, index, story));
        }
        for (let from = 0; from < ended.length; from += together) {
          expect(world.sessions.commits).toBe(0);
          const some = ended.slice(from, from + together);
          await Promise.all(some.map(async (index) => ends.get(index)?.()));
        }
        expect(world.sessions.commits).toBe(1);
        expect(world.events()).toMatchObject([{ status: 'completed', missing: [] }]);
        const { text, words = [], complete, chunks } = await world.transcript();
        expect(text.split(' ')).toEqual(truth(all.length));
        expect(words.map(({ start }) => start)).toEqual([...truth(all.length).keys()]);
        expect(complete).toBe(true);
        expect(chunks.map(({ index, start }) => [index, start])).toEqual(
          all.map((_, index) => [index, index * STEP]),
        );
        expect((await world.document('txt')).split(/\s/).filter(Boolean)).toEqual(
          truth(all.length),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('whose steps die anywhere, or are lost, ends as one whose did not: the event once', async () => {
    const given = fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      deaths: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 6 }),
      lost: fc.array(fc.nat(3), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ count, deaths, lost }) => {
        const calm = new World(count);
        const ids: string[] = [];
        for (let index = 0; index < count; index += 1) {
          ids.push((await calm.send(index)).jobId ?? '');
        }
        const rough = new World(count, [1], deaths);
        for (let index = 0; index < count; index += 1) {
          const { jobId = '' } = await rough.send(index);
          rough.end(jobId, 'completed');
        }
        for (const [nth, jobId] of [...rough.jobs.keys()].entries()) {
          if (!lost.includes(nth)) await rough.step(jobId);
        }
        for (const jobId of ids) {
          calm.end(jobId, 'completed');
          await calm.step(jobId);
        }
        // A lost step is noticed within the hour, long before the deadline.
        rough.now = new Date(BEGIN + DAY_MS / 24);
        await rough.catchUp();
        rough.now = new Date(BEGIN + DAY_MS / 12);
        await rough.catchUp('later');
        const { text } = await calm.transcript();
        expect(await rough.transcript()).toMatchObject({ text, complete: true });
        expect(rough.events()).toHaveLength(1);
        const { listedAs } = (await rough.sessions.session(KEY)) ?? { listedAs: 'gone' };
        expect(listedAs).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  test('without a chunk at its deadline is partial, names it, and sends one event', async () => {
    const world = new World(4);
    const [first, failed, running] = [
      await world.send(0),
      await world.send(1),
      await world.send(2),
    ];
    world.end(first.jobId ?? '', 'completed');
    world.end(failed.jobId ?? '', 'failed');
    for (const { jobId = '' } of [first, failed]) await world.step(jobId);
    world.now = new Date(BEGIN + DAY_MS - 1);
    await world.catchUp();
    expect(world.sessions.commits).toBe(0);
    world.now = new Date(BEGIN + DAY_MS);
    await world.catchUp('at the deadline');
    const missing = [
      { index: 1, reason: 'failed', jobId: failed.jobId },
      { index: 2, reason: 'unfinished', jobId: running.jobId },
      { index: 3, reason: 'not_received' },
    ];
    expect(await world.transcript()).toMatchObject({
      ...{ text: wordsOf(0).join(' '), complete: false, flags: ['incomplete'], missing },
    });
    expect(world.events()).toMatchObject([{ status: 'partial', missing }]);

    // Later chunks are combined too, without a second event.
    world.end(running.jobId ?? '', 'completed');
    await world.step(running.jobId ?? '');
    expect((await world.transcript()).missing.map(({ index }) => index)).toEqual([1, 3]);
    for (const index of [1, 3]) {
      const { jobId = '' } = await world.send(index);
      world.end(jobId, 'completed');
      await world.step(jobId);
    }
    const { text, complete } = await world.transcript();
    expect([text.split(' '), complete]).toEqual([truth(4), true]);
    expect(await world.sessions.session(KEY)).toMatchObject({ status: 'completed' });
    expect(world.events()).toHaveLength(1);
    // Documents of earlier combinations are gone.
    const left = [...world.objects.keys()].filter((key) => key.startsWith(sessionPrefix(KEY)));
    expect(left).toHaveLength(4);
  });

  test('loses the words of a chunk that is deleted, and is combined without it', async () => {
    const world = new World(3);
    const ids: string[] = [];
    for (const index of [0, 1, 2]) {
      const { jobId = '' } = await world.send(index);
      ids.push(jobId);
      world.end(jobId, 'completed');
      await world.step(jobId);
    }
    const place = { index: 1, jobId: ids[1] ?? '' };
    expect(await world.sessions.leave(KEY, place, world.now)).toBe(true);
    await world.catchUp();
    const { text, missing } = await world.transcript();
    expect(text).not.toContain('ord5');
    expect(text.split(' ')).toEqual([...wordsOf(0), ...wordsOf(2)]);
    expect(missing).toEqual([{ index: 1, reason: 'deleted' }]);
    expect(world.events()).toHaveLength(1);
    const { jobId = '' } = await world.send(1);
    world.end(jobId, 'completed');
    await world.step(jobId);
    expect((await world.transcript()).text.split(' ')).toEqual(truth(3));
  });

  test('names a chunk whose transcript is gone or damaged', async () => {
    const world = new World(3);
    const ids: string[] = [];
    for (const index of [0, 1, 2]) ids.push((await world.send(index)).jobId ?? '');
    for (const jobId of ids) world.end(jobId, 'completed');
    world.objects.set(transcriptKey(ids[1] ?? '', 'json'), '{"jobId":"it is none"}');
    world.objects.delete(transcriptKey(ids[2] ?? '', 'json'));
    for (const jobId of ids) await world.step(jobId);
    expect((await world.transcript()).missing).toEqual([
      { index: 1, reason: 'unreadable', jobId: ids[1] },
      { index: 2, reason: 'unreadable', jobId: ids[2] },
    ]);
    expect(await world.sessions.session(KEY)).toMatchObject({ status: 'partial' });
  });
});

describe('a chunk is refused', () => {
  const now = new Date(BEGIN);
  const nothing: Standing = {
    ...{ session: undefined, chunk: undefined, holder: undefined, isDeleted: false },
  };
  const requested = { id: ID, index: 0, count: 2 };

  test('of a session that was deleted, or with a deadline that has passed', () => {
    expect(whyRefused(requested, nothing, now)).toBeUndefined();
    expect(whyRefused(requested, { ...nothing, isDeleted: true }, now)?.path).toBe('session.id');
    const late = { ...requested, deadline: now.toISOString() };
    expect(whyRefused(late, nothing, now)?.path).toBe('session.deadline');
  });

  test('whose count is not the session’s, or whose index another job has', async () => {
    const world = new World(2);
    const { jobId = '' } = await world.send(0);
    const session = await world.sessions.session(KEY);
    const [held] = await world.sessions.chunks(KEY);
    const standing: Standing = { ...nothing, session, chunk: held, holder: 'processing' };
    expect(whyRefused({ ...requested, count: 3 }, standing, now)?.path).toBe('session.count');
    const refusal = whyRefused(requested, standing, now);
    expect(refusal).toEqual({ path: 'session.index', because: expect.stringContaining(jobId) });
    for (const holder of ['failed', 'cancelled', undefined] as const) {
      expect(whyRefused(requested, { ...standing, holder }, now)).toBeUndefined();
    }
  });
});
