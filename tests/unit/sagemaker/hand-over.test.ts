/** What the endpoint is asked for an attempt. */
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../core/job/job.ts';
import {
  endpointWait,
  handOver,
  NotPaidFor,
  type EndpointRequest,
} from '../../../core/machines/sagemaker/sagemaker-dispatcher.ts';
import { aJob } from '../../support/a-job.ts';

const jobId = 'job-0123456789abcdef01234567';
const endpoint = {
  ...{ name: 'spotscribe-dev', region: 'us-east-1', type: 'ml.g4dn.xlarge' },
  model: 'kb-whisper-small',
};
const DAY = 24 * 3600;

async function handedOver(given: Partial<Job> = {}, attemptSeconds = 21_600) {
  const asked: EndpointRequest[] = [];
  const runtime = {
    invoke: (_: string, request: EndpointRequest) => {
      asked.push(request);
      const outputLocation = 's3://results/sagemaker/1.out';
      return Promise.resolve({ outputLocation, failureLocation: 's3://results/sagemaker/e.out' });
    },
  };
  const job = aJob({ jobId, status: 'launching', attempt: 2, ...given });
  const instance = await handOver(job, endpoint, { runtime, attemptSeconds });
  return { instance, request: asked[0], asked };
}

test("the audio's own object, by its media type, under the id of the attempt", async () => {
  const { request, instance } = await handedOver();
  expect(request).toMatchObject({
    ...{ inputLocation: 's3://audio/uploads/x/a.wav', contentType: 'audio/wav' },
    ...{ inferenceId: `${jobId}-2`, queueSeconds: 21_600, workSeconds: 3600 },
  });
  expect(instance).toMatchObject({
    ...{ id: `sagemaker:${jobId}-2`, market: 'sagemaker', zone: 'us-east-1', usdPerHour: 0.7364 },
    invocation: { outputKey: 'sagemaker/1.out', failureKey: 'sagemaker/e.out' },
  });
});

describe('the work ends', () => {
  test('with the attempt of the deployment, where that is shorter', async () => {
    expect((await handedOver({}, 600)).request?.workSeconds).toBe(600);
    expect((await handedOver({}, DAY)).request?.workSeconds).toBe(3600);
  });

  test('at the ceiling of the job', async () => {
    // 0.2 USD at 0.7364 USD an hour.
    expect((await handedOver({ maxCostUsd: 0.2 })).request?.workSeconds).toBe(977);
  });

  test('before it begins, if the ceiling pays for less than a minute', async () => {
    await expect(handedOver({ maxCostUsd: 0.01 })).rejects.toThrow(NotPaidFor);
  });
});

test('an attempt without a message is lost, and not too late', () => {
  for (const seconds of [60, 3600, DAY]) {
    const { heartbeatSeconds, timeoutSeconds } = endpointWait(seconds);
    expect(heartbeatSeconds).toBeGreaterThan(21_600 + Math.min(3600, seconds));
    // Step Functions wants it so.
    expect(heartbeatSeconds).toBeLessThan(timeoutSeconds);
  }
});
