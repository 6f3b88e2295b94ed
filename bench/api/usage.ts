/** Counts billable usage: requests to the emulator and function invocations. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { OPERATIONS } from '../../core/api/operations.ts';
import { SERVICE_PRICES } from '../../core/costs/service-prices.ts';
import type { Cloud } from '../../local/cloud.ts';

const Line = z.object({
  service: z.string(),
  action: z.string(),
  items: z.int(),
  byHost: z.boolean(),
});
type Line = z.infer<typeof Line>;

export const USED = [
  'apiRequests',
  'lambdaRequests',
  'stateTransitions',
  'tableReads',
  'tableWrites',
  's3Reads',
  's3Writes',
] as const satisfies (keyof typeof SERVICE_PRICES)[];
export type Usage = Record<(typeof USED)[number], number>;

/** Usage since the cloud's start, without state transitions. */
export function usageSoFar({ aws }: Cloud, functions: readonly string[]): Usage {
  const text = readFileSync(path.join(aws.run.logs, 'requests.log'), 'utf8');
  const lines = text.split('\n').filter(Boolean);
  const asked = lines
    .map((line) => Line.parse(JSON.parse(line)))
    .filter(({ byHost }) => !byHost)
    .map(unitsOf);
  const sum = (kind: keyof Usage) =>
    asked.reduce((total, units) => total + (units.kind === kind ? units.count : 0), 0);
  const calls = functions.map((name) => ({ name, count: callsOf(aws, name) }));
  const total = (of: typeof calls) => of.reduce((all, { count }) => all + count, 0);
  return {
    apiRequests: total(calls.filter(({ name }) => name in OPERATIONS)),
    lambdaRequests: total(calls),
    stateTransitions: 0,
    tableReads: sum('tableReads'),
    tableWrites: sum('tableWrites'),
    s3Reads: sum('s3Reads'),
    s3Writes: sum('s3Writes'),
  };
}

/** DynamoDB bills larger items in steps of 1 kB (writes) and 4 kB (reads); a job's are mostly smaller. */
function unitsOf({ service, action, items }: Line): { kind: keyof Usage | 'free'; count: number } {
  if (service === 'dynamodb') {
    if (action === 'TransactWriteItems') return { kind: 'tableWrites', count: 2 * items };
    return { kind: /^(Get|Query)/.test(action) ? 'tableReads' : 'tableWrites', count: items };
  }
  if (service !== 's3') return { kind: 'free', count: 0 };
  return { kind: /^(Get|Head)Object/.test(action) ? 's3Reads' : 's3Writes', count: items };
}

function callsOf(aws: Cloud['aws'], name: string): number {
  return aws.functionLog(`spotscribe-local-${name}`).match(/^START RequestId/gm)?.length ?? 0;
}

export function difference(after: Usage, before: Usage, times = 1): Usage {
  return mapped((kind) => (after[kind] - before[kind]) / times);
}

/** Without Lambda's duration, which cannot be measured here. */
export function costUsd(usage: Usage): number {
  return USED.reduce((sum, kind) => {
    const { priceUsd, per } = SERVICE_PRICES[kind];
    return sum + (usage[kind] * priceUsd) / per;
  }, 0);
}

function mapped(figure: (kind: keyof Usage) => number): Usage {
  return Object.fromEntries(USED.map((kind) => [kind, figure(kind)])) as Usage;
}
