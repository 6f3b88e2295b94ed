/**
 * What AWS is asked for on behalf of a job, beside its instances: a part once, and a part for each attempt.
 * Invocations and transitions were counted (tests/workflow/once.test.ts, bench/transitions.ts); the others
 * are worked out from the code for an upload without a webhook. What owners ask for afterwards is not in it.
 */
import { SERVICE_PRICES } from './service-prices.ts';

type Service = Exclude<keyof typeof SERVICE_PRICES, 'publicIpv4' | 'storage'>;
type Effort = Readonly<Record<Service, number>>;

/** EC2 charges by the second, and a minute at least. Source: https://aws.amazon.com/ec2/pricing/on-demand/ */
export const LEAST_SECONDS = 60;

/** 512 MB for some 0.3 s; nobody has measured it on AWS. */
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

/** launch, claim, settle, and three times what EC2 tells. */
const EACH_ATTEMPT: Effort = {
  lambdaRequests: 6,
  lambdaSeconds: 6 * INVOCATION_GB_SECONDS,
  stateTransitions: 10,
  tableWrites: 100,
  tableReads: 20,
  s3Writes: 16,
  s3Reads: 6,
  apiRequests: 1,
};

export function effortOf(attempts: number): Effort {
  const services = Object.keys(ONCE) as Service[];
  return Object.fromEntries(
    services.map((name) => [name, ONCE[name] + attempts * EACH_ATTEMPT[name]]),
  ) as Record<Service, number>;
}

/** As the buckets' lifecycle rules have it. */
const AUDIO_KEPT_MONTHS = 30 / 30.4;
const RESULTS_KEPT_MONTHS = 12;
/** Of all documents, parts and checkpoints of a transcript, for a second of audio. */
const RESULT_BYTES_PER_SECOND = 500;
const GIB = 1024 ** 3;

/** In GiB-months, for as long as they are kept. */
export function storageOf(audioBytes: number, durationSeconds: number) {
  return {
    audio: (audioBytes / GIB) * AUDIO_KEPT_MONTHS,
    results: ((durationSeconds * RESULT_BYTES_PER_SECOND) / GIB) * RESULTS_KEPT_MONTHS,
  };
}

/** What a job of one attempt costs beside its instance. */
export function servicesUsd(kept: { audio: number; results: number }): number {
  const storage = (kept.audio + kept.results) * SERVICE_PRICES.storage.priceUsd;
  return Object.entries(effortOf(1)).reduce((sum, [name, quantity]) => {
    const { priceUsd, per } = SERVICE_PRICES[name as Service];
    return sum + (quantity * priceUsd) / per;
  }, storage);
}
