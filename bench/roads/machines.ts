/**
 * The same files by batch on one machine, and on a machine each, on the embedded cloud: seconds of
 * machines by EC2 and by the receipts, and how often a model was loaded.
 */
import path from 'node:path';
import { ChaosHarness, STUB_ENGINE } from '../../chaos/harness.ts';
import { LOCAL } from '../../computer/project.ts';
import { waitUntil } from '../../computer/wait-until.ts';
import { LEAST_SECONDS } from '../../core/costs/job-effort.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { costReceipt, type Receipt } from '../../core/view/cost-receipt.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { difference, usageSoFar } from '../api/usage.ts';
import { bundles } from '../bundles.ts';
import { countedEngine } from './counted-engine.ts';
import { sampleFile } from './sample.ts';

export interface MachinesOptions {
  /** By batch, and as many with a machine each. */
  jobs: number;
  engine: 'real' | 'stub';
}

export interface RouteUse {
  jobs: number;
  machines: number;
  modelLoads: number;
  /** From EC2's `running` until the machine was gone. */
  ranSeconds: number;
  /** The same as EC2 charges it: whole seconds, a minute at least for each machine. */
  chargedSeconds: number;
  /** By the jobs' receipts. */
  receiptSeconds: number;
  /** USD for machines, addresses and volumes, by the receipts. */
  usd: number;
  lambdaRequests: number;
  tableReads: number;
  tableWrites: number;
}

type Counted = 'modelLoads' | 'lambdaRequests' | 'tableReads' | 'tableWrites';

export interface MachinesUse {
  batch: RouteUse;
  spot: RouteUse;
}

const ENGINES = { real: 'userdata/engine', stub: STUB_ENGINE };
/** Longer than a batch machine's wait before it ends, on a busy computer. */
const PATIENCE_MS = 30 * 60_000;
/** Clients of the API; for spot also machines at a time. */
const CLIENTS = 2;
const MACHINE_LINES = ['instance', 'publicIpv4', 'volume'];

export async function measureMachines({ jobs, engine }: MachinesOptions): Promise<MachinesUse> {
  const counted = await countedEngine(ENGINES[engine]);
  const harness = await ChaosHarness.start({
    engine: counted.folder,
    parameters: { BatchMaxMachines: '1' },
    progress: console.error,
  });
  const file = sampleFile(engine);
  const functions = Object.keys(bundles(path.join(LOCAL, 'package')));
  const usage = () => usageSoFar(harness.cloud, functions);
  const take = async (what: string, run: () => Promise<string[]>): Promise<RouteUse> => {
    const machines = new Set(harness.ec2.host.all());
    const [starts, before] = [counted.starts(), usage()];
    const ids = await run();
    console.error(`${ids.length} jobs by ${what} are done`);
    const receipts = await receiptsOf(ids, harness);
    const used = harness.ec2.host.all().filter((one) => !machines.has(one));
    await until('the machines are gone', () => used.every(({ terminatedAt }) => terminatedAt));
    const { lambdaRequests, tableReads, tableWrites } = difference(usage(), before);
    return {
      ...useOf(used, receipts),
      modelLoads: counted.starts() - starts,
      ...{ lambdaRequests, tableReads, tableWrites },
    };
  };
  try {
    // Half before and half after: the computer's load may change.
    const half = Math.ceil(jobs / 2);
    const before = await take('spot', () => eachItsOwn(half, { file, harness }));
    const batch = await take('batch', () => allOnOne(jobs, { file, harness }));
    const after = await take('spot', () => eachItsOwn(jobs - half, { file, harness }));
    return { batch, spot: sumOf(before, after) };
  } finally {
    await harness.stop();
  }
}

interface Running {
  file: string;
  harness: ChaosHarness;
}

async function eachItsOwn(jobs: number, { file, harness }: Running): Promise<string[]> {
  return inTurn(jobs, async () => {
    const { jobId } = await harness.client.submitFile(file, { route: 'spot' });
    await ended(jobId, harness);
    return jobId;
  });
}

async function allOnOne(jobs: number, { file, harness }: Running): Promise<string[]> {
  const ids = await inTurn(jobs, async () => {
    const { jobId } = await harness.client.submitFile(file, { route: 'batch' });
    await until(`${jobId} is offered`, async () => (await harness.jobs.job(jobId))?.offerId);
    return jobId;
  });
  // As if the oldest job had waited for batchWaitMinutes.
  await harness.round('tendPools', 11);
  await inTurn(jobs, (nth) => ended(ids[nth] ?? '', harness));
  return ids;
}

async function ended(jobId: string, { jobs }: ChaosHarness): Promise<void> {
  const { status } = await until(`${jobId} ends`, async () => {
    const job = await jobs.job(jobId);
    return job && isFinal(job.status) && job;
  });
  if (status !== 'completed') throw new Error(`${jobId} ended as ${status}`);
}

/** Final ones. Without requests to the API, which would count. */
async function receiptsOf(ids: readonly string[], { jobs }: ChaosHarness): Promise<Receipt[]> {
  return inTurn(ids.length, async (nth) => {
    const jobId = ids[nth] ?? '';
    return until(`the receipt of ${jobId} is final`, async () => {
      const job = await jobs.job(jobId);
      const receipt = job && costReceipt(job, new Date());
      return receipt?.final === true && receipt;
    });
  });
}

function useOf(
  machines: readonly Instance[],
  receipts: readonly Receipt[],
): Omit<RouteUse, Counted> {
  const ran = machines.map(
    ({ ranAt, terminatedAt }) =>
      ((terminatedAt?.getTime() ?? NaN) - (ranAt?.getTime() ?? NaN)) / 1000,
  );
  const lines = receipts.flatMap((receipt) => receipt.lines);
  const seconds = lines.filter(({ what }) => what === 'instance');
  const usd = lines.filter(({ what }) => MACHINE_LINES.includes(what));
  return {
    jobs: receipts.length,
    machines: machines.length,
    ranSeconds: sum(ran),
    chargedSeconds: sum(ran.map((one) => Math.max(LEAST_SECONDS, Math.ceil(one)))),
    receiptSeconds: sum(seconds.map(({ quantity }) => quantity)),
    usd: sum(usd.map(({ costUsd }) => costUsd ?? NaN)),
  };
}

function sumOf(one: RouteUse, other: RouteUse): RouteUse {
  const names = Object.keys(one) as (keyof RouteUse)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as Record<
    keyof RouteUse,
    number
  >;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function inTurn<T>(count: number, work: (nth: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const client = async () => {
    for (let nth = next++; nth < count; nth = next++) results[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return results;
}

async function until<T>(what: string, ask: Parameters<typeof waitUntil<T>>[0]): Promise<T> {
  const error = () => new Error(`${what}: not within ${PATIENCE_MS / 60_000} minutes`);
  return waitUntil(ask, { limit: { deadline: Date.now() + PATIENCE_MS, error } });
}
