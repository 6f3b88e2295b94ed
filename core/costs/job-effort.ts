/**
 * AWS requests for a job beside its instances: once per job and once per attempt. Invocations and
 * transitions were counted (tests/workflow/once.test.ts, bench/transitions.ts). So were the others, for
 * an upload with a webhook (bench/overhead.ts): 25 reads and 77 writes of items, some of them larger
 * than the unit of 1 kB, which makes about 115 units; 3 and 13 requests to S3, more for longer audio.
 * Later requests by owners are not included.
 */
import { SERVICE_PRICES } from './service-prices.ts';

type Service = Exclude<keyof typeof SERVICE_PRICES, 'publicIpv4' | 'storage'>;
type Effort = Readonly<Record<Service, number>>;

/** EC2 charges by the second, one minute at least. Source: https://aws.amazon.com/ec2/pricing/on-demand/ */
export const LEAST_SECONDS = 60;

/** 512 MB for about 0.3 s; not measured on AWS. */
const INVOCATION_GB_SECONDS = 0.15;

/** createJob, audioUploaded, notify. */
const ONCE: Effort = {
  lambdaRequests: 3,
  lambdaSeconds: 3 * INVOCATION_GB_SECONDS,
  stateTransitions: 0,
  tableWrites: 30,
  tableReads: 10,
  s3Writes: 1,
  s3Reads: 4,
  apiRequests: 1,
};

/** route, launch, claim, settle, and three EC2 events. */
const EACH_ATTEMPT: Effort = {
  lambdaRequests: 7,
  lambdaSeconds: 7 * INVOCATION_GB_SECONDS,
  stateTransitions: 12,
  tableWrites: 100,
  tableReads: 20,
  s3Writes: 16,
  s3Reads: 6,
  apiRequests: 1,
};

/**
 * What analyses add to a job: AwaitAnalysis, with a claim, Settle, Conclude and Notify after it. States are
 * counted in the definition; writes of items and objects are estimated.
 */
const ANALYSIS: Effort = {
  lambdaRequests: 3,
  lambdaSeconds: 3 * INVOCATION_GB_SECONDS,
  stateTransitions: 9,
  tableWrites: 40,
  tableReads: 10,
  s3Writes: 40,
  s3Reads: 6,
  apiRequests: 1,
};

export function effortOf(attempts: number, hasAnalysis = false): Effort {
  const services = Object.keys(ONCE) as Service[];
  const analysis = hasAnalysis ? 1 : 0;
  return Object.fromEntries(
    services.map((name) => [
      name,
      ONCE[name] + attempts * EACH_ATTEMPT[name] + analysis * ANALYSIS[name],
    ]),
  ) as Record<Service, number>;
}

/** Per the buckets' lifecycle rules. */
const AUDIO_KEPT_MONTHS = 30 / 30.4;
const RESULTS_KEPT_MONTHS = 12;
/** All documents, parts and checkpoints, per second of audio. */
const RESULT_BYTES_PER_SECOND = 500;
const GIB = 1024 ** 3;

/** GiB-months over the whole retention. */
export function storageOf(audioBytes: number, durationSeconds: number) {
  return {
    audio: (audioBytes / GIB) * AUDIO_KEPT_MONTHS,
    results: ((durationSeconds * RESULT_BYTES_PER_SECOND) / GIB) * RESULTS_KEPT_MONTHS,
  };
}

/** Cost of a job beside its instances. */
export function servicesUsd(
  kept: { audio: number; results: number },
  hasAnalysis = false,
  attempts = 1,
): number {
  const storage = (kept.audio + kept.results) * SERVICE_PRICES.storage.priceUsd;
  return Object.entries(effortOf(attempts, hasAnalysis)).reduce((sum, [name, quantity]) => {
    const { priceUsd, per } = SERVICE_PRICES[name as Service];
    return sum + (quantity * priceUsd) / per;
  }, storage);
}
