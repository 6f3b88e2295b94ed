/** `npm run monitor`: what it draws, how it follows a job, and how it is called. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../client/api-client.ts';
import { blockOf, endOf, exitStatusOf, lineOf } from '../../cli/monitor/draw.ts';
import { follow, JobOutOfSight } from '../../cli/monitor/follow.ts';
import type { Monitored } from '../../cli/monitor/monitored-job.ts';
import { audioRate, withSample, type Sample } from '../../cli/monitor/rate.ts';
import { screenOn } from '../../cli/monitor/screen.ts';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';

const GIB = 1024 ** 3;
const JOB = 'job-0123456789abcdef01234567';

function aJob(given: Partial<Monitored> = {}): Monitored {
  return {
    ...{ jobId: JOB, status: 'processing', attempt: 1, timings: {} },
    progress: { fraction: 0.48, transcribedSeconds: 750 },
    audio: { durationSeconds: 1500 },
    ...given,
  };
}

const PROGRESS = {
  ...{ fraction: 0.21, chapters: { read: 3, of: 12 }, tokens: 1204, tokensPerSecond: 38.52 },
  gpu: { memoryUsedBytes: 8.25 * GIB, memoryTotalBytes: 15 * GIB, load: 0.97 },
  at: '2026-11-30T10:00:00.000Z',
};

const SUMMARY = {
  ...({ preset: 'summary', status: 'completed' } as const),
  claims: { supported: 10, doubtful: 1, unsupported: 2 },
  ...{ tokens: { prompt: 5000, completion: 800 }, seconds: 20 },
};
const FAILED = {
  ...SUMMARY,
  preset: 'minutes',
  status: 'failed',
  error: 'AnalysisTimedOut',
} as const;

describe('a block on a terminal', () => {
  test('two bars with their rates, the GPU, the machine and the cost so far', () => {
    const place = { id: 'i-1', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' } as const;
    const job = aJob({
      instance: { ...place, type: 'g4dn.xlarge' },
      receipt: { lines: [], totalUsd: 0.01234, final: false },
      analysis: { progress: PROGRESS },
    });

    expect(blockOf({ job, rate: 14.23 }, 120)).toEqual([
      `${JOB}  processing  attempt 1  g4dn.xlarge spot eu-north-1a  0.0123 USD so far`,
      'transcript  [███████████·············]  48 %  12:30 of 25:00  14.2 s of audio a second',
      'analysis    [█████···················]  21 %  3 of 12 chapters  1204 tokens  38.5 a second',
      'GPU         8.3 of 15.0 GiB  load 97 %',
    ]);
  });

  test('nothing of an analysis that was not asked for, nor of a GPU without figures', () => {
    expect(blockOf({ job: aJob(), rate: undefined }, 120)).toEqual([
      `${JOB}  processing  attempt 1`,
      'transcript  [███████████·············]  48 %  12:30 of 25:00',
    ]);
    const { gpu: _, ...without } = PROGRESS;
    const chapters = { read: 0, of: 0 };
    const job = aJob({ analysis: { progress: { ...without, chapters } } });
    expect(blockOf({ job, rate: 1 }, 120).slice(2)).toEqual([
      'analysis    [█████···················]  21 %  1204 tokens  38.5 a second',
    ]);
  });

  test('an analysis that has not begun is at nothing', () => {
    const job = aJob({ analysis: { analyses: [{ ...SUMMARY, status: 'pending' }] } });
    expect(blockOf({ job, rate: 1 }, 120)[2]).toBe(
      'analysis    [························]  0 %  0 tokens',
    );
  });

  test('a transcript that is done has the rate of all of it', () => {
    const job = aJob({
      ...{
        progress: { fraction: 1, transcribedSeconds: 1500 },
        timings: { transcribeSeconds: 30 },
      },
      analysis: { progress: PROGRESS },
    });
    expect(blockOf({ job, rate: 0.1 }, 120)[1]).toBe(
      'transcript  [████████████████████████]  100 %  25:00 of 25:00  50.0 s of audio a second',
    );
  });

  test('any job in any width: no line is wider, and no control character is in it', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const text = fc.string({ unit: 'binary' });
    const columns = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(fc.record({ columns, heard: share, read: share, text }), (any) => {
        const { text, heard } = any;
        const job = aJob({
          progress: { fraction: heard, transcribedSeconds: heard * 1e6 },
          instance: { ...{ id: text, type: text, zone: text, imageId: text }, market: 'own' },
          queuedBecause: { code: 'NoCapacity', message: text, since: text, retryAt: text },
          analysis: { progress: { ...PROGRESS, fraction: any.read } },
        });
        const lines = blockOf({ job, rate: heard }, any.columns);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(Math.max(1, any.columns - 1));
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        }
        expect(lineOf({ job, rate: heard })).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});

describe('the end', () => {
  test.each([
    { job: aJob({ status: 'completed' }), status: 0, says: `${JOB} completed.` },
    {
      job: aJob({
        status: 'completed',
        timings: { totalSeconds: 192 },
        analysis: { analyses: [SUMMARY, FAILED] },
      }),
      status: 3,
      says: `${JOB} completed after 3:12.\n  summary completed: 10 claims supported, 1 doubtful, 2 unsupported\n  minutes failed: AnalysisTimedOut`,
    },
    {
      job: aJob({
        status: 'failed',
        error: {
          code: 'AudioUnreadable',
          message: 'No audio\u001B[2J.',
          retryable: false,
          attempt: 1,
        },
      }),
      status: 1,
      says: `${JOB} failed: AudioUnreadable. No audio?[2J.`,
    },
    { job: aJob({ status: 'cancelled' }), status: 1, says: `${JOB} cancelled.` },
  ])('$says: exit status $status', ({ job, status, says }) => {
    expect(endOf(job).join('\n')).toBe(says);
    expect(exitStatusOf(job)).toBe(status);
  });
});

describe('the rate', () => {
  const rateOf = (samples: Sample[]) => audioRate(samples.reduce<Sample[]>(withSample, []));
  const at = (seconds: number, transcribedSeconds: number, attempt = 1) => ({
    ...{ at: seconds * 1000, transcribedSeconds, attempt },
  });

  test('is that of the last half minute', () => {
    expect(rateOf([at(0, 0), at(10, 1000), at(30, 1200), at(40, 1300)])).toBe(10);
  });

  test('begins anew with an attempt, and with a transcript that falls back', () => {
    expect(rateOf([at(0, 0), at(10, 1000), at(11, 0, 2), at(13, 8, 2)])).toBe(4);
    expect(rateOf([at(0, 500), at(10, 1000), at(11, 0), at(13, 8)])).toBe(4);
  });

  test('is not known before anything has moved', () => {
    expect(rateOf([])).toBeUndefined();
    expect(rateOf([at(0, 0), at(5, 0)])).toBeUndefined();
  });
});

/** Time that passes only while it is slept. */
function sleptTime() {
  let now = 0;
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    now += ms;
    return Promise.resolve();
  };
  return { now: () => now, sleep, slept };
}

describe('a job is followed', () => {
  test('until its end, and asked for once a second at most', async () => {
    const clock = sleptTime();
    const answers = (['queued', 'processing', 'completed'] as const).map((status) =>
      aJob({ status }),
    );
    const [waits, seen]: [number[], string[]] = [[], []];
    const look = (wait: number) => {
      waits.push(wait);
      return Promise.resolve(answers.shift() ?? aJob());
    };
    const end = await follow({ look, onLook: ({ status }) => seen.push(status), clock });

    expect(end.status).toBe('completed');
    expect(seen).toEqual(['queued', 'processing', 'completed']);
    expect(waits).toEqual([0, 5, 5]);
    expect(clock.slept).toEqual([1000, 1000]);
  });

  test('through failures that pass', async () => {
    const answers = [
      new TypeError('fetch failed'),
      new ApiError('GET', 503, ''),
      aJob({ status: 'failed' }),
    ];
    const look = () => {
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? aJob());
    };
    const end = await follow({ look, onLook: () => undefined, clock: sleptTime() });
    expect(end.status).toBe('failed');
  });

  test('for a minute without an answer', async () => {
    const clock = sleptTime();
    const look = () => Promise.reject(new TypeError('fetch failed'));
    await expect(follow({ look, onLook: () => undefined, clock })).rejects.toThrow(JobOutOfSight);
    expect(clock.now()).toBeGreaterThanOrEqual(30_000);
    expect(clock.now()).toBeLessThanOrEqual(60_000);
  });

  test('not at all if it is not there', async () => {
    const clock = sleptTime();
    const look = () => Promise.reject(new ApiError('GET', 404, ''));
    await expect(follow({ look, onLook: () => undefined, clock })).rejects.toThrow('404');
    expect(clock.slept).toEqual([]);
  });
});

test('a terminal shows one block, drawn anew; a file has a line for each change', () => {
  const written = (isTTY: boolean) => {
    let text = '';
    const screen = screenOn({
      isTTY,
      columns: 100,
      write: (more) => ((text += String(more)), true),
    });
    for (const fraction of [0.1, 0.1, 0.5]) {
      screen.show({
        job: aJob({ progress: { fraction, transcribedSeconds: 1 } }),
        rate: undefined,
      });
    }
    return text;
  };
  expect(written(true).split('\u001B[2F\u001B[J')).toHaveLength(3);
  expect(written(false)).toBe(
    `${JOB}  processing  attempt 1 | transcript 10 %  0:01 of 25:00\n${JOB}  processing  attempt 1 | transcript 50 %  0:01 of 25:00\n`,
  );
});

test.each([
  { args: [], says: 'Which job?' },
  { args: ['42'], says: 'Which job?' },
  { args: [JOB, '--url', 'nowhere', '--key', 'k'], says: '--url: "nowhere" is no address.' },
  { args: [JOB, '--url', 'https://api.test'], says: 'A key is missing' },
  { args: [JOB, '--info', '/nonexistent.json'], says: 'No cloud of npm run cloud is up here.' },
])('$args: exit status 2, and nothing is asked', ({ args, says }) => {
  const command = [RUN_PROGRAM, 'cli/monitor.ts', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  expect(stderr).toContain(says);
  expect(status).toBe(2);
});
