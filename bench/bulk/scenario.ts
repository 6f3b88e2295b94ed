/**
 * A bulk on the embedded cloud, from its request to its report: jobs by machines of the pool `batch`
 * with the stub engine. Tests run it with tens of files, the bench with hundreds.
 */
import { setTimeout } from 'node:timers/promises';
import { BulkView, CreatedBulk } from '../../core/view/bulk-view.ts';
import { ReportLine } from '../../core/bulk/report.ts';
import type { CloudHarness } from '../../local/cloud-harness.ts';
import { makeArchive } from './archive.ts';

export interface Driven {
  harness: CloudHarness;
  /** A round of the function that launches machines for waiting jobs. */
  tendPools: () => Promise<void>;
  /** Milliseconds since 1970. */
  deadline: number;
}

export interface BulkRequest {
  source: object;
  options?: object;
  maxCostUsd?: number;
  retryFailed?: boolean;
}

const ROUND_MS = 1000;

interface Answered {
  status: number;
  text: string;
  location: string;
}

export async function askBulk(
  { cloud }: Pick<CloudHarness, 'cloud'>,
  /** `GET /bulk` */
  route: string,
  { body, headers }: { body?: object; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const [method = '', path = ''] = route.split(' ');
  const { apiUrl, apiKey } = cloud.info;
  const answer = await fetch(`${apiUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, text: await answer.text(), location };
}

/** @returns its id */
export async function postBulk(
  harness: CloudHarness,
  body: BulkRequest,
  idempotencyKey: string,
): Promise<string> {
  const headers = { 'idempotency-key': encodeURIComponent(idempotencyKey) };
  const { status, text } = await askBulk(harness, 'POST /jobs/bulk', { body, headers });
  if (status !== 202) throw new Error(`POST /jobs/bulk: ${status} ${text}`);
  return CreatedBulk.parse(JSON.parse(text)).bulkId;
}

export async function bulkOf(harness: CloudHarness, bulkId: string): Promise<BulkView> {
  const { status, text } = await askBulk(harness, `GET /bulk/${bulkId}`);
  if (status !== 200) throw new Error(`GET /bulk/{id}: ${status} ${text}`);
  return BulkView.parse(JSON.parse(text));
}

/** Lets machines work until it is over. @param seen each view on the way */
export async function untilOver(
  bulkId: string,
  { harness, tendPools, deadline }: Driven,
  seen: (view: BulkView) => void = () => undefined,
): Promise<BulkView> {
  for (;;) {
    const view = await bulkOf(harness, bulkId);
    seen(view);
    if (view.endedAt !== undefined) return view;
    if (Date.now() > deadline) throw new Error(`not over: ${JSON.stringify(view)}`);
    if (waitsForMachine(view)) endMachines(harness);
    await tendPools();
    await setTimeout(ROUND_MS);
  }
}

/** All its jobs have ended, and what they do not use comes back when their machines have. */
function waitsForMachine({ counts, waitingBecause }: BulkView): boolean {
  return counts.running === 0 && waitingBecause?.code === 'Money';
}

/** As EC2 may at any time: an idle machine would end itself some real minutes later. */
function endMachines({ cloud }: CloudHarness): void {
  const { host } = cloud.ec2;
  for (const { id, tags, state } of host.all()) {
    if (tags['Pool'] !== undefined && state !== 'terminated') host.terminate(id);
  }
}

/** All lines, by way of the signed address. */
export async function reportOf(harness: CloudHarness, bulkId: string): Promise<ReportLine[]> {
  const text = await reportText(harness, bulkId, 'jsonl');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ReportLine.parse(JSON.parse(line)));
}

export async function reportText(
  harness: CloudHarness,
  bulkId: string,
  format: 'jsonl' | 'csv',
): Promise<string> {
  const path = `/bulk/${bulkId}/report?format=${format}`;
  const { status, text, location } = await askBulk(harness, `GET ${path}`);
  if (status !== 303) throw new Error(`GET ${path}: ${status} ${text}`);
  return (await fetch(location)).text();
}

/** What a job of such a file reserves, in USD. */
export async function usdOfOne(driven: Driven): Promise<number> {
  const { harness } = driven;
  const name = `one-${Date.now()}`;
  const one = await makeArchive(harness, { files: 1, bad: 0, folders: 0 }, { name });
  const asked = { source: { s3: one.address }, maxCostUsd: 10 };
  let most = 0;
  await untilOver(await postBulk(harness, asked, name), driven, ({ money }) => {
    most = Math.max(most, money?.committedUsd ?? 0);
  });
  return most;
}
