/** Hands an attempt to the endpoint. Its queue takes the request; nothing tells when the work begins. */
import { secondsAt } from '../../costs/cost-ceiling.ts';
import { mlPrice } from '../../costs/ml-prices.ts';
import { mediaType } from '../../audio/media-type.ts';
import { SAGEMAKER_LIMITS } from '../../base/sagemaker-limits.ts';
import { storedAudio, type Job, type JobInstance } from '../../job/job.ts';
import { machineId, type SagemakerEndpoint } from './endpoint.ts';
import { customAttributes, inferenceId } from './messages.ts';

/** `inputLocation` is an address in S3; times in seconds. */
export interface EndpointRequest {
  inputLocation: string;
  contentType: string;
  customAttributes: string;
  inferenceId: string;
  /** The longest wait in SageMaker's queue. */
  queueSeconds: number;
  /** The longest work of the container. */
  workSeconds: number;
}

/** Addresses in S3 of what the container answers: one of them comes to be. */
export interface EndpointAnswer {
  outputLocation: string;
  failureLocation?: string;
}

export interface EndpointPorts {
  /** @throws if the endpoint does not take the request, or its answer does not come */
  invoke(endpoint: string, request: EndpointRequest): Promise<EndpointAnswer>;
}

/** SageMaker ends what is later than its limits; its message may take some minutes more. */
const MESSAGE_SECONDS = 300;
/** Step Functions wants a heartbeat below the timeout: an attempt without a message is lost, not too late. */
const BEYOND_SECONDS = 600;

/** Limits of the state that waits for the result. @param attemptSeconds limit of the deployment */
export function endpointWait(attemptSeconds: number) {
  const { queueSeconds } = SAGEMAKER_LIMITS;
  const heartbeatSeconds = queueSeconds + workSecondsOf(attemptSeconds) + MESSAGE_SECONDS;
  return { heartbeatSeconds, timeoutSeconds: heartbeatSeconds + BEYOND_SECONDS };
}

function workSecondsOf(attemptSeconds: number): number {
  return Math.min(SAGEMAKER_LIMITS.invocationSeconds, attemptSeconds);
}

/** Shortest useful work: to read the audio, and to make some progress. */
const USEFUL_SECONDS = 60;

/** Thrown when the rest of the job's ceiling does not pay for work at the endpoint. */
export class NotPaidFor extends Error {
  constructor(seconds: number) {
    super(`the ceiling of the job pays for ${seconds} s at the endpoint`);
    this.name = 'NotPaidFor';
  }
}

/**
 * Not idempotent: a repeated call makes a second request of the same id, and the first result counts.
 * @param attemptSeconds limit of the deployment
 * @throws NotPaidFor
 */
export async function handOver(
  job: Job,
  endpoint: SagemakerEndpoint,
  using: { runtime: EndpointPorts; attemptSeconds: number },
): Promise<JobInstance> {
  const { bucket, key, filename } = storedAudio(job);
  const id = inferenceId(job);
  const price = mlPrice(endpoint.region, endpoint.type);
  // Nothing ends the work at the ceiling but its own limit.
  const paidFor = secondsAt(price?.usdPerHour ?? Infinity, job, endpoint.region);
  const workSeconds = Math.min(workSecondsOf(using.attemptSeconds), paidFor);
  if (workSeconds < USEFUL_SECONDS) throw new NotPaidFor(workSeconds);
  const answer = await using.runtime.invoke(endpoint.name, {
    inputLocation: `s3://${bucket}/${key}`,
    contentType: mediaType(filename),
    customAttributes: customAttributes(job),
    inferenceId: id,
    queueSeconds: SAGEMAKER_LIMITS.queueSeconds,
    workSeconds,
  });
  return {
    id: machineId(id),
    type: endpoint.type,
    market: 'sagemaker',
    zone: endpoint.region,
    imageId: 'none',
    launchedAt: new Date().toISOString(),
    ...(price && { usdPerHour: price.usdPerHour, priceFrom: 'recorded' }),
    invocation: {
      outputKey: keyOf(answer.outputLocation),
      ...(answer.failureLocation !== undefined && { failureKey: keyOf(answer.failureLocation) }),
    },
  };
}

/** Key of an address in S3: `s3://bucket/key`. */
export function keyOf(location: string): string {
  return location.replace(/^s3:\/\/[^/]*\//, '');
}
