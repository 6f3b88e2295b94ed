import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { JOB_ERRORS, jobError } from '../../core/base/job-errors.ts';
import { classifyFailure } from '../../core/job/classify-failure.ts';
import { afterFailure, launchesAgain } from '../../core/job/next-attempt.ts';
import { WORKFLOW_ERRORS, type WorkflowTask } from '../../core/job/workflow-errors.ts';
import { tasksOf, type Retrier, type Task } from '../support/asl-tasks.ts';
import { aJob } from '../support/a-job.ts';

const launchedAt = '2026-11-21T12:00:00.000Z';
const limit = {
  now: new Date('2026-11-21T12:05:00.000Z'),
  timeoutSeconds: 3600,
  isCostLimit: false,
};
const job = aJob({ status: 'launching', attempt: 1, launchedAt });
const TASKS = tasksOf();

/** Whether the next attempt follows, out of two. */
function goesOn(Error: string, task: WorkflowTask, Cause = ''): boolean {
  const isLaunchFailure = task !== 'AwaitTranscript';
  const error = classifyFailure(job, { Error, Cause }, { ...limit, isLaunchFailure });
  expect(['Misconfigured', 'AwsUnavailable', 'BootTimeout']).toContain(error.code);
  return afterFailure(error, 2).goesOn;
}

const rows = WORKFLOW_ERRORS.flatMap(({ tasks, ...error }) =>
  tasks
    .filter((task) => ['Launch', 'WaitForCapacity', 'AwaitTranscript'].includes(task))
    .map((task) => ({ ...error, task })),
);

describe('an error that AWS documents', () => {
  test.each(rows.filter(({ kind }) => kind === 'hiccup' || kind === 'silence'))(
    '$name in $task costs an attempt, not the job',
    ({ name, task }) => expect(goesOn(name, task)).toBe(true),
  );

  test.each(rows.filter(({ kind }) => kind === 'deployment'))(
    '$name in $task is for the operator',
    ({ name, task }) => expect(goesOn(name, task)).toBe(false),
  );

  test.each(rows.filter(({ kind }) => kind === 'by-status'))(
    '$name in $task is what its status is',
    ({ name, task }) => {
      const said = (status: number) =>
        `Said no. (Service: AWS, Status Code: ${status}, Request ID: 1)`;
      expect([400, 403].map((status) => goesOn(name, task, said(status)))).toEqual([false, false]);
      expect([429, 500, 503].map((status) => goesOn(name, task, said(status)))).toEqual([
        ...[true, true, true],
      ]);
      expect(goesOn(name, task, 'Unable to execute HTTP request')).toBe(true);
    },
  );

  test('is found however its service and suffix are written', () => {
    for (const name of ['DynamoDB.InternalServerError', 'DynamoDb.InternalServerErrorException']) {
      expect(goesOn(name, 'AwaitTranscript')).toBe(true);
    }
  });

  test('names the page of AWS that says so', () => {
    for (const { source } of WORKFLOW_ERRORS) {
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
    }
  });

  test.each([
    { prefix: 'DynamoDb.', client: 'client-dynamodb', call: 'UpdateItem', task: 'AwaitTranscript' },
    { prefix: 'DynamoDb.', client: 'client-dynamodb', call: 'UpdateItem', task: 'WaitForCapacity' },
    { prefix: 'Lambda.', client: 'client-lambda', call: 'Invoke', task: 'Launch' },
  ] as const)('all that $client knows of $call is in the table, for $task', (one) => {
    const rowsOf = WORKFLOW_ERRORS.filter(({ tasks }) => tasks.includes(one.task));
    const names = modelledBy(one.client, one.call).map((name) => one.prefix + name);
    expect(rowsOf.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});

/** Names as the SDK declares them, with the suffix that Step Functions adds. */
function modelledBy(client: string, call: string): string[] {
  const folder = path.join(PROJECT, 'node_modules/@aws-sdk', client, 'dist-types/commands');
  const text = readFileSync(path.join(folder, `${call}Command.d.ts`), 'utf8');
  const names = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(5);
  return names
    .filter((name) => !name.endsWith('ServiceException') || name === 'ServiceException')
    .map((name) => (name.endsWith('Exception') ? name : `${name}Exception`));
}

describe('a task of the workflows', () => {
  test.each(TASKS)('$name has errors in the table', ({ name }) => {
    expect(WORKFLOW_ERRORS.some(({ tasks }) => tasks.some((task) => task === name))).toBe(true);
  });

  test.each(TASKS.filter(isFunction))('$name repeats what AWS advises to repeat', ({ state }) => {
    expect(repeated(state)).toEqual(
      expect.arrayContaining([
        'Lambda.ClientExecutionTimeoutException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.TooManyRequestsException',
      ]),
    );
  });

  test.each(TASKS.filter(isFunction))(
    '$name waits a quarter of an hour for a place in Lambda',
    ({ state }) => {
      for (const error of ['TooManyRequestsException', 'ServiceException', 'SdkClientException']) {
        const first = state.Retry?.find((one) => one.ErrorEquals.includes(`Lambda.${error}`));
        expect(secondsOnAverage(first)).toBeGreaterThan(15 * 60);
      }
    },
  );

  test.each(TASKS)('$name repeats only what may pass', ({ name, state }) => {
    const specific = repeated(state).filter((error) => error !== 'States.ALL');
    const passing = WORKFLOW_ERRORS.filter(
      ({ kind, tasks }) =>
        (kind === 'hiccup' || kind === 'by-status') && tasks.some((task) => task === name),
    );
    for (const error of specific) {
      const found = passing.find((one) => one.name === error);
      expect({ error, tasks: found?.tasks }).toEqual({
        error,
        tasks: expect.arrayContaining([name]),
      });
    }
  });
});

function isFunction({ state }: Task): boolean {
  return state.Resource === 'arn:${Partition}:states:::lambda:invoke';
}

/** All pauses together: each is drawn evenly, so half of its maximum. */
function secondsOnAverage(retrier: Retrier | undefined): number {
  const {
    MaxAttempts = 0,
    IntervalSeconds = 0,
    BackoffRate = 1,
    MaxDelaySeconds = 0,
  } = retrier ?? {};
  const pauses = Array.from({ length: MaxAttempts }, (_, index) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** index),
  );
  return pauses.reduce((sum, longest) => sum + longest / 2, 0);
}

/** Errors that a state retries by name. */
function repeated({ Retry = [] }: Task['state']): string[] {
  return Retry.filter(({ MaxAttempts }) => MaxAttempts > 0).flatMap(
    ({ ErrorEquals }) => ErrorEquals,
  );
}

describe('a job that waits in queued when AWS does not carry out its launch', () => {
  const error = jobError('AwsUnavailable', 0);
  const queued = aJob({ updatedAt: '2026-11-21T12:00:00.000Z' });
  const at = (time: string) => new Date(`2026-11-21T${time}:00.000Z`);

  test('is launched again for an hour, counted from the end of its wait', () => {
    expect(launchesAgain(queued, error, at('12:59'))).toBe(true);
    expect(launchesAgain(queued, error, at('13:00'))).toBe(false);
    const later = aJob({ ...queued, notBefore: '2026-11-21T18:00:00.000Z' });
    expect(launchesAgain(later, error, at('18:59'))).toBe(true);
  });

  test('but not after its deadline, and not for an error of the deployment', () => {
    const hurried = aJob({ ...queued, deadlineAt: '2026-11-21T12:10:00.000Z' });
    expect(launchesAgain(hurried, error, at('12:09'))).toBe(true);
    expect(launchesAgain(hurried, error, at('12:10'))).toBe(false);
    for (const code of Object.keys(JOB_ERRORS) as (keyof typeof JOB_ERRORS)[]) {
      const isHiccup = code === 'AwsUnavailable';
      expect(launchesAgain(queued, jobError(code, 0), at('12:01'))).toBe(isHiccup);
    }
  });
});
