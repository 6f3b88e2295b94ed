import { describe, expect, test } from 'vitest';
import { classifyFailure } from '../../core/job/classify-failure.ts';
import { aJob } from '../support/a-job.ts';

const launchedAt = '2026-11-21T12:00:00.000Z';
const clock = {
  now: new Date('2026-11-21T12:05:00.000Z'),
  timeoutSeconds: 3600,
  isCostLimit: false,
};
const launching = aJob({ status: 'launching', attempt: 1, launchedAt });
const processing = aJob({ status: 'processing', attempt: 1, launchedAt });
const caught = (Error: string, Cause = '') => ({ Error, Cause });

describe('what a caught error means for the job', () => {
  test('an error of our own keeps its code and its sentence', () => {
    const error = classifyFailure(
      processing,
      caught('EngineCrashed', 'The engine was killed.'),
      clock,
    );
    expect(error).toEqual({
      code: 'EngineCrashed',
      message: 'The engine was killed.',
      retryable: true,
      attempt: 1,
    });
  });

  test('the sentence of a function that threw is inside its JSON', () => {
    const cause = JSON.stringify({
      errorType: 'NoCapacity',
      errorMessage: 'No instance.',
      trace: [],
    });
    expect(classifyFailure(launching, caught('NoCapacity', cause), clock).message).toBe(
      'No instance.',
    );
  });

  test('without a sentence the code has one of its own', () => {
    expect(classifyFailure(processing, caught('SpotInterrupted'), clock).message).toMatch(
      /spot instance/,
    );
  });

  test.each(['States.HeartbeatTimeout', 'States.Timeout'])(
    '%s before the claim: it did not boot; after it: it stopped moving',
    (name) => {
      expect(classifyFailure(launching, caught(name), clock).code).toBe('BootTimeout');
      expect(classifyFailure(processing, caught(name), clock).code).toBe('HeartbeatLost');
    },
  );

  test('a timeout when the whole time is used up is the deadline', () => {
    const late = { ...clock, now: new Date('2026-11-21T13:00:00.000Z') };
    expect(classifyFailure(processing, caught('States.Timeout'), late).code).toBe(
      'DeadlineExceeded',
    );
  });

  test('and if it was the money that is used up, the ceiling', () => {
    const late = { now: new Date('2026-11-21T13:00:00.000Z'), timeoutSeconds: 300 };
    const limit = { ...late, isCostLimit: true };
    expect(classifyFailure(processing, caught('States.Timeout'), limit).code).toBe(
      'MaxCostExceeded',
    );
    const held = { ...processing, holds: [{ purse: 'owner#anna#2026-11', amount: 100_000 }] };
    const budget = classifyFailure(held, caught('States.Timeout'), limit);
    expect(budget).toMatchObject({ code: 'BudgetExceeded', retryable: false });
    const ceiling = { ...held, maxCostUsd: 0.05 };
    expect(classifyFailure(ceiling, caught('States.Timeout'), limit).code).toBe('MaxCostExceeded');
  });

  test('an instance that ended before its token was stored is lost', () => {
    const instance = {
      id: 'i-0123456789abcdef0',
      type: 'g4dn.xlarge',
      market: 'spot' as const,
      zone: 'eu-north-1a',
      imageId: 'ami-0123456789abcdef0',
      endedAt: launchedAt,
    };
    const name = 'DynamoDb.ConditionalCheckFailedException';
    expect(classifyFailure({ ...launching, instance }, caught(name), clock).code).toBe(
      'InstanceLost',
    );
  });

  test('what we do not know is for the operator, by its name', () => {
    const error = classifyFailure(launching, caught('SomethingNew'), clock);
    expect(error.code).toBe('Misconfigured');
    expect(error.message).toContain('SomethingNew');
  });
});
