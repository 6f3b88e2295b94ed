/** The tenant whom the others disturb: jobs, what came of them, how long they waited, and a quote. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ApiClient, type CreatedJob } from '../../client/api-client.ts';
import { SCOPES } from '../../core/access/api-key.ts';
import { issueKey } from '../../core/steps/keys/issue-key.ts';
import { ROOMY } from '../../local/tenant.ts';
import type { ChaosHarness } from '../harness.ts';
import { NICENESS, setNiceness } from './niceness.ts';
import { audioOf, recordings, type Recording } from './recordings.ts';

/** Jobs at a time: their machines share this computer's cores with those of the others. */
const LANES = 2;
const LOOK_MS = 300;

export interface HonestJob {
  readonly jobId: string;
  readonly recording: string;
  /** `completed` or the error code. */
  readonly ending: string;
  readonly hasRightText: boolean;
  /** From the arrival of the audio to its turn at EC2. */
  readonly turnSeconds: number;
  /** From the arrival of the audio to the answer of EC2: what the account's owners share. */
  readonly waitSeconds: number;
}

export interface HonestRun {
  readonly jobs: readonly HonestJob[];
  /**
   * Median of GET /health during the run, in milliseconds. It shares nothing with other owners but
   * this computer's processors, so it shows how much slower those have become for everybody.
   */
  readonly healthMs: number;
  /** For ten minutes of audio, after the last job. */
  readonly quoteUsd: Costs;
}

const Costs = z.object({ low: z.number(), high: z.number() });
export type Costs = z.infer<typeof Costs>;

const Quoted = z.object({ costUsd: Costs });

export class HonestOwner {
  private readonly harness: ChaosHarness;
  private readonly client: ApiClient;

  private constructor(harness: ChaosHarness, client: ApiClient) {
    this.harness = harness;
    this.client = client;
  }

  static async moveIn(harness: ChaosHarness): Promise<HonestOwner> {
    const key = { owner: 'honest', scopes: [...SCOPES], name: 'chaos', limits: ROOMY };
    const { apiKey } = await issueKey(key, harness.keys);
    const { apiUrl } = harness.cloud.info;
    return new HonestOwner(harness, new ApiClient({ apiUrl, apiKey }, { force: true }));
  }

  async run(count: number, progress?: (line: string) => void): Promise<HonestRun> {
    const known = recordings();
    const jobs: HonestJob[] = [];
    const waiting = Array.from({ length: count }, (_, number) => number).values();
    const lane = async () => {
      for (const number of waiting) {
        const recording = known[number % known.length];
        if (recording) jobs.push(await this.transcribe(recording));
        progress?.(`${jobs.length} of ${count} honest jobs have ended`);
      }
    };
    const over = new AbortController();
    const healthMs = this.healthUntil(over.signal);
    try {
      await Promise.all(Array.from({ length: LANES }, lane));
    } finally {
      over.abort();
    }
    return { jobs, healthMs: await healthMs, quoteUsd: await this.quote() };
  }

  /** @returns the median of the answers' times */
  private async healthUntil(signal: AbortSignal): Promise<number> {
    const took: number[] = [];
    while (!signal.aborted) {
      const asked = performance.now();
      await (await this.client.request('GET', '/health')).text();
      took.push(performance.now() - asked);
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return medianOf(took);
  }

  private async transcribe({ file, text }: Recording): Promise<HonestJob> {
    const { jobId } = await this.submit(file);
    const job = await this.client.untilEnd(jobId, { everyMs: LOOK_MS });
    const isDone = job.status === 'completed';
    return {
      jobId,
      recording: file,
      ending: job.error?.code ?? job.status,
      hasRightText: isDone && (await this.client.transcript(jobId)).text === text,
      ...(await this.waits(jobId)),
    };
  }

  private async submit(file: string): Promise<CreatedJob> {
    const content = audioOf(file);
    const audio = { upload: { filename: file, bytes: content.length } };
    const created = await this.client.createJob({ audio });
    setNiceness(this.harness, { jobId: created.jobId, niceness: NICENESS.honest });
    if (!created.upload) throw new TypeError('the API gave no address to upload to');
    const { 'content-length': _, ...headers } = created.upload.headers; // fetch sets it
    const put = await fetch(created.upload.url, { method: 'PUT', headers, body: content });
    if (!put.ok) throw new Error(`the upload of ${file} was refused: ${put.status}`);
    await put.body?.cancel();
    return created;
  }

  /** Infinite for what never came. */
  private async waits(jobId: string): Promise<Pick<HonestJob, 'turnSeconds' | 'waitSeconds'>> {
    const events = await this.client.timeline(jobId);
    const at = (wanted: string) => Date.parse(events.find(({ what }) => what === wanted)?.at ?? '');
    const since = (what: string) => {
      const seconds = (at(what) - at('uploaded')) / 1000;
      return Number.isNaN(seconds) ? Infinity : seconds;
    };
    return { turnSeconds: since('launching'), waitSeconds: since('instance-launched') };
  }

  private async quote(): Promise<Costs> {
    const answer = await this.client.request('POST', '/quote', { durationSeconds: 600 });
    return Quoted.parse(await answer.json()).costUsd;
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
