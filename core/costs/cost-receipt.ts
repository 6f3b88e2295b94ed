/**
 * What a job has cost so far: quantities times recorded prices, line by line. Worked out from the job
 * as it is stored, so it can be worked out again; AWS's bill is another thing.
 */
import * as z from 'zod';
import { effortOf, LEAST_SECONDS, storageOf } from './job-effort.ts';
import type { Job, JobInstance } from '../job/job.ts';
import { isFinal } from '../job/job-status.ts';
import { MONTH_HOURS, SERVICE_PRICES, volumeUsdPerGibMonth } from './service-prices.ts';
import { onDemandUsdPerHour } from './prices.ts';
import { regionOf } from './spot-prices.ts';

/** The volume of an instance of which nobody has noted it. */
const USUAL_ROOT_GIB = 40;
/** The last digit that is shown; sums are made of whole ones, so that they are exact. */
const DIGITS = 1e8;

const ReceiptLine = z.strictObject({
  what: z
    .string()
    .describe(
      'instance, publicIpv4, volume, audioStorage, resultsStorage, or a service of AWS: lambdaRequests, stateTransitions, …',
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
    totalUsd: z.number().min(0).describe('The sum of the lines.'),
    final: z.boolean().describe('False while anything of the job may still run.'),
  })
  .describe('Recorded prices times what was used. It is no bill: AWS writes that one.')
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

/** There is one as soon as something was launched, or the job is over. */
export function receiptOf(job: Job, now: Date): Receipt | undefined {
  const instances = [...job.earlierInstances, ...(job.instance ? [job.instance] : [])];
  if (instances.length === 0 && !isFinal(job.status)) return undefined;
  // An attempt that was to use an earlier transcript, which was gone, had none.
  const first = job.attempt - instances.length + (job.instance ? 1 : 0);
  const lines = [
    ...instances.flatMap((instance, index) => instanceLines(instance, first + index, now)),
    ...storageLines(job),
    // Without an instance it went through the workflow all the same.
    ...effortLines(Math.max(1, instances.length)),
  ];
  const total = lines.reduce((sum, { costUsd }) => sum + Math.round((costUsd ?? 0) * DIGITS), 0);
  const final = isFinal(job.status) && instances.every(({ endedAt }) => endedAt !== undefined);
  return { lines, totalUsd: total / DIGITS, final };
}

function instanceLines(instance: JobInstance, attempt: number, now: Date): ReceiptLine[] {
  const { seconds, isAssumed } = chargedTime(instance, now);
  const { type, market, zone, rootGib = USUAL_ROOT_GIB, usdPerHour } = instance;
  const region = regionOf(zone);
  const run = { attempt, of: `${type}, ${market}, ${zone}` };
  return [
    line('instance', {
      ...{ ...run, quantity: seconds, unit: 'seconds' },
      priceUsd: usdPerHour ?? onDemandUsdPerHour(region, type) ?? null,
      per: 3600,
      isEstimated: isAssumed || (market === 'spot' && instance.priceFrom !== 'spot'),
    }),
    line('publicIpv4', {
      ...{ ...run, quantity: seconds, unit: 'seconds' },
      ...SERVICE_PRICES.publicIpv4,
      isEstimated: isAssumed,
    }),
    line('volume', {
      ...{ ...run, quantity: seconds * rootGib, unit: 'GiB-seconds' },
      ...{ priceUsd: volumeUsdPerGibMonth(region), per: MONTH_HOURS * 3600 },
      isEstimated: isAssumed || instance.rootGib === undefined,
    }),
  ];
}

/**
 * EC2 charges from `running` until the instance shuts down. Before it tells of `running` there is the
 * minute that any instance costs; if it never did, the launch counts.
 */
function chargedTime(instance: JobInstance, now: Date): { seconds: number; isAssumed: boolean } {
  const { launchedAt, runningAt, endedAt, isEndAssumed = false } = instance;
  const from = runningAt ?? (endedAt === undefined ? undefined : launchedAt);
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const ran = from === undefined ? 0 : (until - Date.parse(from)) / 1000;
  const isAssumed = runningAt === undefined || isEndAssumed;
  return { seconds: Math.max(LEAST_SECONDS, Math.ceil(ran)), isAssumed };
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

function effortLines(attempts: number): ReceiptLine[] {
  return Object.entries(effortOf(attempts)).map(([what, quantity]) =>
    line(what, {
      ...{ quantity, unit: UNITS[what] ?? 'requests', isEstimated: true },
      ...SERVICE_PRICES[what as keyof typeof SERVICE_PRICES],
    }),
  );
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
