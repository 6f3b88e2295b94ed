/** The most that a job may cost: it reserves that, and its attempts end within it. */
import { partBytesOf, partCountOf } from '../audio/upload-parts.ts';
import { servicesUsd, storageOf } from './job-effort.ts';
import { SERVICE_PRICES } from './service-prices.ts';
import type { Job } from '../job/job.ts';
import { heldUsd } from './held-usd.ts';

/** An attempt may take so many times the high end of its quote. */
const QUOTES = 2;
/** 128 kbit/s. */
const USUAL_BYTES_PER_SECOND = 16_000;
/** Assumed for a URL, whose length is unknown before a machine fetches it. */
const LONGEST_SECONDS = 12 * 3600;

export type Costing = Pick<Job, 'earlierInstances'> &
  Partial<Pick<Job, 'audio' | 'analysis' | 'reusedFrom' | 'maxCostUsd' | 'holds' | 'quote'>>;

interface Known {
  /** What the machines of earlier attempts cost, USD. */
  spentUsd: number;
  /** The least that an attempt may cost, USD. */
  leastUsd: number;
}

/** USD, with one more attempt. */
export function mostUsd(job: Costing, { spentUsd, leastUsd }: Known): number {
  const services = jobServicesUsd(job);
  if (!needsMachine(job)) return services;
  if (job.maxCostUsd !== undefined) return job.maxCostUsd + services;
  return spentUsd + Math.max(leastUsd, QUOTES * (job.quote?.costUsd.high ?? 0)) + services;
}

/** USD for the machines of all attempts: what is held, without services. Infinity: nothing is held. */
export function heldForMachinesUsd(job: Costing): number {
  const held = heldUsd(job);
  return held === undefined ? Infinity : Math.max(0, held - jobServicesUsd(job));
}

/** Not for a copy of an earlier transcript. */
export function needsMachine({
  reusedFrom,
  analysis,
}: Pick<Job, 'reusedFrom' | 'analysis'>): boolean {
  return reusedFrom === undefined || analysis !== undefined;
}

/** What the receipt has beside machines, after one more attempt. */
function jobServicesUsd({ audio, analysis, earlierInstances, quote }: Costing): number {
  const bytes = audio === undefined || audio.source === 'url' ? 0 : audio.bytes;
  const seconds = quote?.durationSeconds ?? (audio ? likelySeconds(audio) : 0);
  const kept = storageOf(bytes, seconds);
  const attempts = earlierInstances.length + 1;
  const { priceUsd, per } = SERVICE_PRICES.s3Writes;
  const parts = audio?.source === 'upload' ? mostParts(bytes) : 0;
  return servicesUsd(kept, analysis !== undefined, attempts) + (parts * priceUsd) / per;
}

/** Requests of an upload in parts: its beginning, each part and its end. */
function mostParts(bytes: number): number {
  return partCountOf({ bytes, partBytes: partBytesOf(bytes) }) + 2;
}

/** Length of audio whose header was not read. */
export function likelySeconds(audio: Job['audio']): number {
  if (audio.source === 'url') return LONGEST_SECONDS;
  return audio.durationSeconds ?? audio.bytes / USUAL_BYTES_PER_SECOND;
}
