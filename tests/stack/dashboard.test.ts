/** The dashboard shows what is there: log groups, queues, metrics and alarms of the packaged template. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { jobError } from '../../core/base/job-errors.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import { logAttemptEnd, logJobEnd } from '../../core/steps/attempts/log-figures.ts';
import { aJob } from '../support/a-job.ts';
import { dashboardOf, type Dashboard } from '../support/dashboard.ts';
import { answer, QueryRefused, rowsOf, type Logs } from '../support/insights.ts';
import { written } from '../support/written.ts';
import { textOf } from './intrinsics.ts';
import { ofType, packagedTemplate, type Resources } from './template.ts';

const COLUMNS = 24;
/** The most metrics of a dashboard that costs nothing. */
const MOST_METRICS = 50;

let resources: Resources;
let dashboard: Dashboard;
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
  const [[, { DashboardBody }] = ['', {}]] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  dashboard = dashboardOf(textOf(DashboardBody));
});

function named(type: string, property: string): string[] {
  return ofType(resources, type).map(([, properties]) => String(properties[property]));
}

describe('the dashboard', () => {
  test('fills its columns, and no widget covers another', () => {
    const { widgets } = dashboard;
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const rows = Math.max(...widgets.map(({ y, height }) => y + height));
    expect(cells).toHaveLength(COLUMNS * rows);
  });

  test('shows all alarms', () => {
    const arn = 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:';
    const names = named('AWS::CloudWatch::Alarm', 'AlarmName');
    expect([...dashboard.alarms].sort()).toEqual(names.map((name) => arn + name).sort());
  });

  test('shows queues of the stack', () => {
    const queues = dashboard.metrics.filter(([namespace]) => namespace === 'AWS/SQS');
    const known = named('AWS::SQS::Queue', 'QueueName');
    expect(queues.length).toBeGreaterThan(0);
    for (const [, , dimension, name] of queues) {
      expect(dimension).toBe('QueueName');
      expect(known).toContain(name);
    }
  });

  test('shows metrics of its own that the code writes, and no more than are for nothing', () => {
    const own = dashboard.metrics.filter(([namespace]) => namespace === 'Spotscribe');
    const sources = ['core', 'functions'].flatMap((folder) =>
      readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(path.join(PROJECT, folder, file), 'utf8')),
    );
    for (const [, metric, ...dimension] of own) {
      expect(dimension).toEqual(['Stage', 'local']);
      const isWritten = sources.some(
        (source) => source.includes('writeCounts(') && source.includes(metric),
      );
      expect(isWritten, metric).toBe(true);
    }
    expect(dashboard.metrics.length).toBeLessThanOrEqual(MOST_METRICS);
  });

  test('asks log groups of the stack, by queries that CloudWatch takes', () => {
    const groups = named('AWS::Logs::LogGroup', 'LogGroupName');
    const empty = Object.fromEntries(groups.map((group) => [group, []]));
    expect(dashboard.queries.size).toBeGreaterThan(0);
    for (const query of dashboard.queries.values()) expect(answer(query, empty)).toEqual([]);
  });
});

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const NOW = new Date(NOON + 130_000);

function ended(jobId: string, given: Partial<Job> = {}): Job {
  const instance: JobInstance = {
    ...{ id: 'i-0123456789abcdef0', type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a' },
    ...{ imageId: 'ami-1', launchedAt: at(10), runningAt: at(20), usdPerHour: 0.36 },
  };
  return aJob({
    ...{ jobId, status: 'completed', attempt: 1, createdAt: at(0), launchedAt: at(8) },
    ...{ claimedAt: at(50), endedAt: at(130), instance },
    result: {
      ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1, truncated: false },
      ...{ engine: { version: '1', device: 'cuda', computeType: 'int8' }, engineSeconds: 65 },
      ...{ durationSeconds: 1800, audio: { bytes: 9, sha256: '0'.repeat(64) } },
      phases: {
        ...{ booted: at(40), claimed: at(50), modelReady: at(62), audioReady: at(56) },
        ...{ firstSegment: at(70), transcribed: at(122), written: at(125) },
      },
    },
    ...given,
  });
}

/** As Settle writes them: two completed jobs, of which one was settled twice, and a failed one. */
function settleLog(): Logs {
  const [one, other] = [ended('job-1'), ended('job-2', { route: 'batch' })];
  const error = jobError('AttemptsExhausted', 2);
  const failed = ended('job-3', { status: 'failed', attempt: 2, error, result: undefined });
  const lines = written(() => {
    for (const job of [one, other, one, failed]) logJobEnd(job, NOW);
    logAttemptEnd(one, undefined, NOW);
    for (const attempt of [1, 2]) logAttemptEnd({ ...failed, attempt }, 'SpotInterrupted', NOW);
    logAttemptEnd({ ...failed, attempt: 1 }, 'SpotInterrupted', NOW);
  });
  return { '/aws/lambda/spotscribe-local-settle': rowsOf(lines) };
}

function asked(title: string): ReturnType<typeof answer> {
  return answer(dashboard.queries.get(title) ?? '', settleLog());
}

describe('of the lines that Settle writes it makes', () => {
  test('counts by route and status, each job once', () => {
    expect(asked('Ended, by route')).toMatchObject([
      { route: 'batch', status: 'completed', jobs: 1, audioHours: 0.5 },
      { route: 'spot', status: 'completed', jobs: 1, audioHours: 0.5, fellOverToSpot: 0 },
      { route: 'spot', status: 'failed', jobs: 1, lostMachines: 0 },
    ]);
  });

  test('seconds by phase', () => {
    const [, spot] = asked('Real-time factor and mean seconds by phase, completed jobs');
    expect(spot).toEqual({
      ...{ route: 'spot', meanFactor: 0.0333, queued: 10, boot: 40, model: 22, audio: 6 },
      ...{ work: 60, total: 130, longest: 130 },
    });
  });

  test('the price of an hour of audio', () => {
    const [, spot] = asked('US dollars per hour of audio, completed jobs');
    expect(spot).toMatchObject({ route: 'spot', jobs: 1, audioHours: 0.5 });
    expect(spot?.perAudioHour).toBeCloseTo(Number(spot?.totalUsd) * 2, 8);
    // 110 seconds of its machine at 0.36 an hour, and what is beside it.
    expect(spot?.totalUsd).toBeGreaterThan(0.011);
  });

  test('failures by code, and lost attempts once each', () => {
    expect(asked('Failed jobs, by code')).toEqual([
      { code: 'AttemptsExhausted', route: 'spot', jobs: 1, allAttempts: 2 },
    ]);
    expect(asked('Failed attempts, by code: interruptions and others')).toEqual([
      { code: 'SpotInterrupted', route: 'spot', attempts: 2, secondsLost: 244 },
    ]);
  });
});

describe('a query is refused', () => {
  const lines = { '/a': rowsOf(['{"message":"m","jobId":"1","seconds":{"total":2}}']) };
  test.each([
    ['SOURCE "/a" | stats sum(seconds.totl) as total by jobId', 'no line has the field'],
    [
      'SOURCE "/a" | stats max(seconds.total) as total by jobId | stats sum(usd) as usd by jobId',
      'usd',
    ],
    ['SOURCE "/a" | sort jobId asc | stats count(*) as jobs by jobId', 'after the last stats'],
    ['SOURCE "/b" | limit 1', 'no log group'],
    ['SOURCE "/a" | dedup jobId', 'unknown command'],
  ])('%s', (query, why) => {
    expect(() => answer(query, lines)).toThrow(QueryRefused);
    expect(() => answer(query, lines)).toThrow(why);
  });
});
