import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { JOB_ERRORS, jobError, type JobErrorCode } from '../../core/base/job-errors.ts';
import { afterFailure } from '../../core/job/next-attempt.ts';

const code = fc.constantFrom(...(Object.keys(JOB_ERRORS) as JobErrorCode[]));
const attempt = fc.integer({ min: 1, max: 12 });

describe('after an attempt that failed', () => {
  test('the job goes on exactly if it lost a machine and has attempts left', () => {
    fc.assert(
      fc.property(code, attempt, attempt, (failed, now, maxAttempts) => {
        const after = afterFailure(jobError(failed, now), maxAttempts);
        const isMachine = JOB_ERRORS[failed].about === 'machine';
        expect(after.goesOn).toBe(isMachine && now < maxAttempts);
      }),
    );
  });

  test('a job that goes on whenever it may has as many attempts as are allowed', () => {
    fc.assert(
      fc.property(fc.infiniteStream(code), attempt, (failures, maxAttempts) => {
        let now = 1;
        for (const failed of failures) {
          if (!afterFailure(jobError(failed, now), maxAttempts).goesOn) break;
          now += 1;
        }
        expect(now).toBeLessThanOrEqual(maxAttempts);
      }),
    );
  });

  test('what is wrong with the audio or the request is told as it is, in whichever attempt', () => {
    const callers = code.filter((one) => ['audio', 'request'].includes(JOB_ERRORS[one].about));
    fc.assert(
      fc.property(callers, attempt, attempt, (failed, now, maxAttempts) => {
        const error = jobError(failed, now);
        expect(afterFailure(error, maxAttempts)).toEqual({ goesOn: false, error });
      }),
    );
  });

  test('an option that cannot be applied ends the job at its first attempt', () => {
    const error = jobError('OptionInvalid', 1, "The model does not know the language 'yue'.");
    expect(afterFailure(error, 4)).toEqual({ goesOn: false, error });
    expect(error.retryable).toBe(false);
  });

  test('the last attempt ends as AttemptsExhausted, and its own error stands in the message', () => {
    const last = jobError('EngineCrashed', 4, 'The engine was killed by SIGKILL.');
    const after = afterFailure(last, 4);
    expect(after).toMatchObject({ error: { code: 'AttemptsExhausted', attempt: 4 } });
    expect(JSON.stringify(after)).toContain('EngineCrashed: The engine was killed by SIGKILL.');
  });

  test('where one attempt is allowed, its own error is the end', () => {
    const error = jobError('InstanceLost', 1);
    expect(afterFailure(error, 1)).toEqual({ goesOn: false, error });
  });
});
