import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  WORKFLOW_ERRORS,
  type WorkflowErrorKind,
  type WorkflowTask,
} from '../../core/job/workflow-errors.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { submitFailing, type Failure } from '../support/failing-tasks.ts';
import { deliveriesOf } from '../support/webhook-of.ts';

/** Retries are not waited for. */
const WAIT_SPEED = 500;

/** More than a state repeats. */
const TOO_OFTEN = 20;

/** Launch may answer that the job waits for its turn: then no attempt has begun. */
const LAUNCHED = { outcome: 'launched' };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  await cloud.cloud.aws.emulator.put({ waitSpeed: WAIT_SPEED });
});
afterAll(() => cloud.leave());

async function completed(...failures: Failure[]) {
  const jobId = await submitFailing(cloud, failures);
  const { attempt } = await cloud.completed(jobId);
  return { jobId, attempt, instances: cloud.instancesOf(jobId).length };
}

describe.concurrent('a hiccup of AWS', () => {
  test('in every task, and lost answers: repeated, and nothing is done twice', async () => {
    const done = await completed(
      { state: 'Launch', error: 'Lambda.TooManyRequestsException' },
      { state: 'Launch', error: 'Lambda.SdkClientException', isDone: true },
      { state: 'AwaitTranscript', error: 'DynamoDb.ThrottlingException' },
      { state: 'AwaitTranscript', error: 'DynamoDb.SdkClientException', isDone: true },
      { state: 'Settle', error: 'Lambda.ServiceException' },
      { state: 'Settle', error: 'Lambda.Unknown', isDone: true },
      { state: 'Terminate', error: 'Ec2.SdkClientException' },
      { state: 'TerminateAgain', error: 'Ec2.Ec2Exception' },
      { state: 'Notify', error: 'Lambda.ServiceException', isDone: true },
    );
    expect(done).toMatchObject({ attempt: 1, instances: 1 });
    expect(deliveriesOf(cloud, done.jobId)).toHaveLength(1);
  });

  test('that leaves no place in Lambda for many minutes: waited out in the same attempt', async () => {
    const error = 'Lambda.TooManyRequestsException';
    const done = await completed(
      { state: 'Launch', error, times: 25 },
      { state: 'Settle', error, times: 25 },
    );
    expect(done).toMatchObject({ attempt: 1, instances: 1 });
  });

  test('that lasts: launched again if nothing was begun, else the next attempt', async () => {
    const done = await completed(
      { state: 'Launch', error: 'Lambda.Unknown', times: 7 },
      { state: 'Launch', error: 'States.Timeout', times: 7, isDone: true, answer: LAUNCHED },
      { state: 'AwaitTranscript', error: 'DynamoDb.InternalServerErrorException', times: 4 },
    );
    expect(done).toMatchObject({ attempt: 3, instances: 3 });
    const failed = (await cloud.client.timeline(done.jobId)).flatMap(({ what, detail }) =>
      what === 'attempt-failed' ? [detail['code']] : [],
    );
    expect(failed).toEqual(['AwsUnavailable', 'AwsUnavailable']);
  });

  test('that is not repeated in AwaitTranscript: the next attempt', async () => {
    const cause = 'Oh. (Service: DynamoDb, Status Code: 503, Request ID: 1)';
    const done = await completed(
      { state: 'AwaitTranscript', error: 'DynamoDb.DynamoDbException', cause },
      { state: 'AwaitTranscript', error: 'States.HeartbeatTimeout' },
    );
    expect(done).toMatchObject({ attempt: 3, instances: 3 });
  });
});

describe.concurrent('what no machine can do anything about ends the job', () => {
  test.each([
    ['Launch', 'Lambda.ResourceNotFoundException', 'Misconfigured'],
    ['AwaitTranscript', 'DynamoDb.ResourceNotFoundException', 'Misconfigured'],
    ['AwaitTranscript', 'AudioUnreadable', 'AudioUnreadable'],
  ] as const)('%s: %s', async (state, error, code) => {
    const cause = 'The reason is said here, in a whole sentence.';
    const jobId = await submitFailing(cloud, [{ state, error, cause, times: TOO_OFTEN }]);
    await expectFailed(cloud, jobId, code);
    expect(cloud.instancesOf(jobId).length).toBeLessThanOrEqual(1);
  });

  test('AwaitTranscript: States.DataLimitExceeded, which no state catches', async () => {
    const failure = { state: 'AwaitTranscript', error: 'States.DataLimitExceeded' };
    const jobId = await submitFailing(cloud, [failure]);
    expect(await cloud.ended(jobId)).toMatchObject({ error: { code: 'Misconfigured' } });
  });
});

/** Names of a kind that a task may surface. */
function namesOf(kind: WorkflowErrorKind, task: WorkflowTask): string[] {
  return WORKFLOW_ERRORS.filter((error) => error.kind === kind && error.tasks.includes(task)).map(
    ({ name }) => name,
  );
}

/** Ends jobs with a list of failures each, few at a time. @returns what is not as it should be */
async function endEach(
  jobs: readonly Failure[][],
  look: (jobId: string) => Promise<boolean>,
): Promise<string[]> {
  const waiting = jobs.values();
  const wrong: string[] = [];
  const lane = async () => {
    for (const failures of waiting) {
      const jobId = await submitFailing(cloud, failures);
      const names = failures.map(({ state, error }) => `${state}: ${error}`);
      if (!(await look(jobId))) wrong.push(`${jobId} (${names.join(', ')})`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  return wrong;
}

describe('every error name that AWS documents, in the workflow itself', () => {
  test('a hiccup of a function is repeated in the same attempt', async () => {
    const names = namesOf('hiccup', 'Launch').filter((name) => name !== 'States.Timeout');
    // States.ALL is repeated six times by Launch, which begins an attempt.
    const chunks = Array.from({ length: Math.ceil(names.length / 6) }, (_, nth) =>
      names.slice(6 * nth, 6 * nth + 6),
    );
    const jobs = chunks.map((chunk) =>
      (['Launch', 'Settle', 'Notify'] as const).flatMap((state) =>
        chunk.map((error) => ({ state, error })),
      ),
    );
    const wrong = await endEach(jobs, async (jobId) => {
      const { status, attempt } = await cloud.ended(jobId);
      return status === 'completed' && attempt === 1 && cloud.instancesOf(jobId).length === 1;
    });
    expect(names.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });

  test('a hiccup while the task token is stored costs attempts, not the job', async () => {
    const names = namesOf('hiccup', 'AwaitTranscript');
    const jobs = names.map((error) => [{ state: 'AwaitTranscript', error }]);
    const wrong = await endEach(jobs, async (jobId) => {
      const { status, attempt } = await cloud.ended(jobId);
      return status === 'completed' && attempt <= 2;
    });
    expect(names.length).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });

  test('an error of the deployment ends the job for the operator, without a machine', async () => {
    const names = namesOf('deployment', 'Launch').filter(
      (name) => !['States.DataLimitExceeded', 'States.Runtime'].includes(name),
    );
    const jobs = names.map((error) => [{ state: 'Launch', error, times: TOO_OFTEN }]);
    const wrong = await endEach(jobs, async (jobId) => {
      const { error } = await cloud.ended(jobId);
      return error?.code === 'Misconfigured' && cloud.instancesOf(jobId).length === 0;
    });
    expect(names.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });
});
