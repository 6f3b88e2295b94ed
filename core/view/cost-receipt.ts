/**
 * Cost of a job so far: quantities times recorded prices, line by line. Derived from the stored
 * job, so it is reproducible; AWS's bill is authoritative.
 */
import * as z from 'zod';
import { effortOf, storageOf } from '../costs/job-effort.ts';
import type { Job } from '../job/job.ts';
import { usesOf, type MachineUse } from '../machines/machine-use.ts';
import { isFinal } from '../job/job-status.ts';
import { MONTH_HOURS, SERVICE_PRICES, volumeUsdPerGibMonth } from '../costs/service-prices.ts';
import { onDemandUsdPerHour } from '../costs/prices.ts';
import { regionOf } from '../costs/spot-prices.ts';

/** Default if the volume of an instance was not recorded. */
const USUAL_ROOT_GIB = 40;
/** Reciprocal of the smallest amount shown; sums are integers of it, so they are exact. */
const DIGITS = 1e8;

const ReceiptLine = z.strictObject({
  what: z
    .string()
    .describe(
      'instance, publicIpv4, volume, audioStorage, resultsStorage, analysisTokens, or a service of AWS: lambdaRequests, stateTransitions, …',
    ),
  of: z.string().optional().describe('Which instance.'),
  attempt: z.int().min(1).optional(),
  quantity: z.number().min(0),
  unit: z.string(),
  priceUsd: z.number().min(0).nullable().describe('null: nobody knows it here.'),
  per: z.number().positive().describe('The price is for so many units.'),
  costUsd: z.number().min(0).nullable().describe('quantity × priceUsd / per.'),
  estimated: z.literal(true).optional().describe('The quantity or the price was not recorded.'),
});
export type ReceiptLine = z.infer<typeof ReceiptLine>;

export const Receipt = z
  .strictObject({
    lines: z.array(ReceiptLine),
    includes: z
      .array(z.enum(['speakers', 'review', 'redactedAudio']))
      .optional()
      .describe('Asked for beside the text: their time is in the seconds of the instance.'),
    totalUsd: z.number().min(0).describe('The sum of the lines.'),
    final: z.boolean().describe('False while anything of the job may still run.'),
  })
  .describe('Recorded prices times what was used. It is no bill: AWS writes that one.')
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

/** Undefined until the job has had a machine or has ended. */
export function costReceipt(job: Job, now: Date): Receipt | undefined {
  const uses = usesOf(job, now);
  if (uses.length === 0 && !isFinal(job.status)) return undefined;
  const lines = [
    ...uses.flatMap(machineLines),
    ...storageLines(job),
    // A job without a machine still ran the workflow.
    ...effortLines(Math.max(1, uses.length), job),
    ...tokenLines(job),
  ];
  const total = lines.reduce((sum, { costUsd }) => sum + Math.round((costUsd ?? 0) * DIGITS), 0);
  const final = isFinal(job.status) && uses.every(({ hasEnded }) => hasEnded);
  const includes = askedBeside(job);
  return {
    lines,
    ...(includes.length > 0 && { includes }),
    ...{ totalUsd: total / DIGITS, final },
  };
}

function askedBeside({ speakers, review, redact }: Job): NonNullable<Receipt['includes']> {
  return [
    ...(speakers === undefined ? [] : ['speakers' as const]),
    ...(review ? ['review' as const] : []),
    ...(redact?.audio ? ['redactedAudio' as const] : []),
  ];
}

function machineLines({ instance, attempt, seconds, ...assumed }: MachineUse): ReceiptLine[] {
  const { type, market, zone, rootGib = USUAL_ROOT_GIB, usdPerHour } = instance;
  const region = regionOf(zone);
  const run = { attempt, of: `${type}, ${market}, ${zone}` };
  // A machine of one's own: no address and no volume of this account.
  if (market === 'own') {
    const own = { ...run, quantity: seconds, unit: 'seconds', priceUsd: 0, per: 3600 };
    return [line('instance', { ...own, isEstimated: assumed.isTimeAssumed })];
  }
  // The price has its volume and its address.
  if (market === 'sagemaker') {
    const isEstimated = assumed.isTimeAssumed || assumed.isPriceAssumed;
    const used = { ...run, quantity: seconds, unit: 'seconds', per: 3600, isEstimated };
    return [line('instance', { ...used, priceUsd: usdPerHour ?? null })];
  }
  return [
    line('instance', {
      ...{ ...run, quantity: seconds, unit: 'seconds' },
      priceUsd: usdPerHour ?? onDemandUsdPerHour(region, type) ?? null,
      per: 3600,
      isEstimated: assumed.isTimeAssumed || assumed.isPriceAssumed,
    }),
    line('publicIpv4', {
      ...{ ...run, quantity: seconds, unit: 'seconds' },
      ...SERVICE_PRICES.publicIpv4,
      isEstimated: assumed.isTimeAssumed,
    }),
    line('volume', {
      ...{ ...run, quantity: seconds * rootGib, unit: 'GiB-seconds' },
      ...{ priceUsd: volumeUsdPerGibMonth(region), per: MONTH_HOURS * 3600 },
      isEstimated: assumed.isTimeAssumed || instance.rootGib === undefined,
    }),
  ];
}

function storageLines({ audio, result }: Job): ReceiptLine[] {
  const bytes = audio.source === 'url' ? 0 : audio.bytes;
  const kept = storageOf(bytes, result?.durationSeconds ?? 0);
  const lines = { audioStorage: kept.audio, resultsStorage: kept.results };
  return Object.entries(lines)
    .filter(([, quantity]) => quantity > 0)
    .map(([what, quantity]) =>
      line(what, {
        ...{ quantity, unit: 'GiB-months', isEstimated: true },
        ...SERVICE_PRICES.storage,
      }),
    );
}

const UNITS: Readonly<Record<string, string>> = {
  lambdaSeconds: 'GB-seconds',
  stateTransitions: 'transitions',
  tableWrites: 'write units',
  tableReads: 'read units',
};

/** The language model works on the job's own machine, whose seconds are paid for. */
function tokenLines({ analyses = [] }: Job): ReceiptLine[] {
  const quantity = analyses.reduce((sum, { tokens }) => sum + tokens.prompt + tokens.completion, 0);
  if (quantity === 0) return [];
  const free = { unit: 'tokens', priceUsd: 0, per: 1, isEstimated: false };
  return [line('analysisTokens', { quantity, ...free })];
}

function effortLines(attempts: number, job: Job): ReceiptLine[] {
  const effort = effortOf(attempts, job.analysis !== undefined);
  const all = { ...effort, s3Writes: effort.s3Writes + partRequests(job) };
  return Object.entries(all).map(([what, quantity]) =>
    line(what, {
      ...{ quantity, unit: UNITS[what] ?? 'requests', isEstimated: true },
      ...SERVICE_PRICES[what as keyof typeof SERVICE_PRICES],
    }),
  );
}

/** Requests of an upload in parts, whose number ends the ETag: its beginning, each part and its end. */
function partRequests({ audio }: Job): number {
  const etag = audio.source === 'upload' ? audio.etag : undefined;
  const parts = /-(\d+)$/.exec(etag ?? '')?.[1];
  return parts === undefined ? 0 : Number(parts) + 2;
}

type Counted = Omit<ReceiptLine, 'what' | 'costUsd' | 'estimated'> & { isEstimated: boolean };

function line(what: string, { isEstimated, ...counted }: Counted): ReceiptLine {
  const quantity = rounded(counted.quantity);
  const { priceUsd, per } = counted;
  const costUsd = priceUsd === null ? null : rounded((quantity * priceUsd) / per);
  return { what, ...counted, quantity, costUsd, ...(isEstimated && { estimated: true as const }) };
}

function rounded(value: number): number {
  return Math.round(value * DIGITS) / DIGITS;
}
