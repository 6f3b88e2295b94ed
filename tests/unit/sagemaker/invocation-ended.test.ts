/** What becomes of a request's end, over stores in memory. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../core/job/job.ts';
import {
  invocationEnded,
  NotWaitedForYet,
  type InvocationEndedPorts,
} from '../../../core/steps/attempts/invocation-ended.ts';
import { lostResults } from '../../../core/steps/attempts/lost-results.ts';
import { aJob } from '../../support/a-job.ts';
import { aResult } from '../../support/task-result.ts';

const jobId = 'job-0123456789abcdef01234567';
const inferenceId = `${jobId}-1`;
const outputKey = 'sagemaker/1.out';
const failureKey = 'sagemaker/1-error.out';
const endedAt = '2026-11-30T12:10:00.000Z';
const documents = {
  ...{ 'transcript.json': '{}', 'transcript.txt': 'Hej.', 'transcript.srt': '1' },
  ...{ 'transcript.vtt': 'WEBVTT', 'waveform.json': '{}' },
};
const ANSWER = { version: 1, result: aResult(), documents };

function waiting(given: Partial<Job> = {}): Job {
  return aJob({
    ...{ jobId, status: 'processing', attempt: 1, route: 'sagemaker' },
    ...{ taskToken: 'token-1', tokenAttempt: 1 },
    instance: {
      ...{ id: `sagemaker:${inferenceId}`, type: 'ml.g4dn.xlarge', market: 'sagemaker' },
      ...{ zone: 'eu-north-1', imageId: 'none', invocation: { outputKey, failureKey } },
    },
    ...given,
  });
}

/** Tokens can be answered once. */
class World {
  job: Job | undefined = waiting();
  objects = new Map<string, string>();
  audioVersion: string | undefined;
  answered: unknown[] = [];
  times: unknown[] = [];
  readonly resultsBucket = 'results';

  get ports() {
    const ports: InvocationEndedPorts & Parameters<typeof lostResults>[1] = {
      resultsBucket: this.resultsBucket,
      jobs: { job: (id) => Promise.resolve(id === this.job?.jobId ? this.job : undefined) },
      lists: { open: () => Promise.resolve(this.job ? [this.job.jobId] : []) },
      times: {
        note: (_, times) => {
          this.times.push(times);
          return Promise.resolve();
        },
      },
      objects: {
        head: () =>
          Promise.resolve({
            ...{ bytes: 9, metadata: {} },
            ...(this.audioVersion !== undefined && { versionId: this.audioVersion }),
          }),
        text: ({ key }) => Promise.resolve(this.objects.get(key)),
        list: (_, prefix) => {
          const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
          return Promise.resolve(keys.map((key) => ({ key, bytes: 1 })));
        },
      },
      writer: {
        put: ({ key }, text) => {
          this.objects.set(key, text);
          return Promise.resolve();
        },
      },
      removal: {
        below: (_, key) =>
          Promise.resolve(this.objects.has(key) ? [{ key, versionId: 'null', bytes: 1 }] : []),
        remove: (_, versions) => {
          for (const { key } of versions) this.objects.delete(key);
          return Promise.resolve();
        },
      },
      answers: {
        succeed: (token, result) => this.#answer(token, result),
        fail: (token, code, why) => this.#answer(token, { code, why }),
      },
    };
    return ports;
  }

  #answer(token: string, what: unknown): Promise<boolean> {
    const isOpen = token === this.job?.taskToken && this.answered.length === 0;
    if (isOpen) this.answered.push(what);
    return Promise.resolve(isOpen);
  }

  left(): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith('sagemaker/'));
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});
const completed = () => invocationEnded({ inferenceId, endedAt, outputKey }, world.ports);
const failed = (reason = 'ClientError') =>
  invocationEnded({ inferenceId, endedAt, reason }, world.ports);

describe('a result', () => {
  beforeEach(() => world.objects.set(outputKey, JSON.stringify(ANSWER)));

  test('becomes the documents of the attempt, and the answer of its token', async () => {
    await completed();
    expect(world.answered).toEqual([aResult()]);
    const folder = `jobs/${jobId}/attempts/001/`;
    expect(Object.fromEntries(world.objects)).toEqual(
      Object.fromEntries(Object.entries(documents).map(([name, text]) => [folder + name, text])),
    );
    expect(world.times).toEqual([{ runningAt: aResult().phases.claimed, endedAt }]);
  });

  test('that comes again changes nothing', async () => {
    await completed();
    world.objects.set(outputKey, JSON.stringify(ANSWER));
    await completed();
    expect(world.answered).toHaveLength(1);
    expect(world.left()).toEqual([]);
  });

  test('before the token is stored waits for it', async () => {
    const { taskToken, ...early } = waiting();
    world.job = aJob(early);
    const coming = completed();
    world.job = { ...world.job, taskToken };
    await coming;
    expect(world.answered).toHaveLength(1);
  });

  test('with the token of an earlier try of the state is kept for the next round', async () => {
    const { ports } = world;
    const succeed = () => {
      world.job = waiting({ taskToken: 'token-2' });
      return Promise.resolve(false);
    };
    const using = { ...ports, answers: { ...ports.answers, succeed } };
    await expect(invocationEnded({ inferenceId, endedAt, outputKey }, using)).rejects.toThrow(
      NotWaitedForYet,
    );
    expect(world.left()).toEqual([outputKey]);
    await lostResults(new Date(endedAt), world.ports);
    expect(world.answered).toHaveLength(1);
    expect(world.left()).toEqual([]);
  });

  test.each<[string, Job | undefined]>([
    ['a deleted job', undefined],
    ['a cancelled job', waiting({ status: 'cancelled' })],
    ['an attempt that is over', waiting({ attempt: 2, instance: undefined })],
  ])('of %s is deleted, and answers nothing', async (_, job) => {
    world.job = job;
    await completed();
    expect(world.answered).toEqual([]);
    expect([...world.objects.keys()]).toEqual([]);
    expect(world.times).toEqual(job?.instance ? [{ endedAt }] : []);
  });

  test.each([
    ['cancelled', 1],
    ['processing', 0],
  ] as const)(
    'of a job that is %s: what waited for its machines is told, or not yet',
    async (status, times) => {
      world.job = waiting({ status });
      const told: string[] = [];
      const onLateEnd = (job: Job) => {
        told.push(job.jobId);
        return Promise.resolve();
      };
      await invocationEnded({ inferenceId, endedAt, outputKey }, { ...world.ports, onLateEnd });
      expect(told).toEqual(Array(times).fill(jobId));
    },
  );

  test('that cannot be read is a lost attempt', async () => {
    world.objects.set(outputKey, '{"version": 2}');
    await completed();
    expect(world.answered).toMatchObject([{ code: 'AgentCrashed' }]);
    expect(world.left()).toEqual([]);
  });

  test('of audio that was replaced meanwhile is a lost attempt', async () => {
    const { audio } = aJob();
    world.job = waiting({ audio: { ...audio, versionId: 'v1' } as Job['audio'] });
    world.audioVersion = 'v2';
    await completed();
    expect(world.answered).toMatchObject([{ code: 'InstanceLost' }]);
    world = new World();
    world.objects.set(outputKey, JSON.stringify(ANSWER));
    world.job = waiting({ audio: { ...audio, versionId: 'v1' } as Job['audio'] });
    world.audioVersion = 'v1';
    await completed();
    expect(world.answered).toEqual([aResult()]);
  });

  test('whose message is lost is found by a round', async () => {
    await lostResults(new Date(endedAt), world.ports);
    expect(world.answered).toEqual([aResult()]);
    expect(world.left()).toEqual([]);
  });
});

describe('a failure', () => {
  test.each([
    ['of the file, as the container says it', 'AudioUnreadable', 'AudioUnreadable'],
    ['of an option', 'OptionInvalid', 'OptionInvalid'],
    ['of the engine', 'EngineCrashed', 'EngineCrashed'],
    ['of the container’s own, which an instance may not have', 'ModelDamaged', 'AgentCrashed'],
  ])('%s', async (_, told, code) => {
    world.objects.set(failureKey, JSON.stringify({ error: { code: told, message: 'Why.' } }));
    await failed();
    expect(world.answered).toEqual([{ code, why: 'Why.' }]);
    expect(world.times).toEqual([{ endedAt }]);
    expect(world.left()).toEqual([]);
  });

  test.each(['nonsense', undefined])(
    'without a reason of the container: SageMaker’s',
    async (body) => {
      if (body !== undefined) world.objects.set(failureKey, body);
      await failed('it took too long');
      expect(world.answered).toMatchObject([
        { code: 'InstanceLost', why: expect.stringContaining('it took too long') },
      ]);
      expect(world.left()).toEqual([]);
    },
  );

  test('whose message is lost is found by a round, by its object', async () => {
    world.objects.set(failureKey, JSON.stringify({ error: { code: 'AudioEmpty', message: 'E.' } }));
    await lostResults(new Date(endedAt), world.ports);
    expect(world.answered).toEqual([{ code: 'AudioEmpty', why: 'E.' }]);
  });
});

test('a round without objects looks at no job', async () => {
  const lists = { open: () => Promise.reject(new TypeError('it looked')) };
  await lostResults(new Date(endedAt), { ...world.ports, lists });
});
