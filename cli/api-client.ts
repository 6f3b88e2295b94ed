/** A client of the API, as other people's programs would write it: every answer is checked. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { isFinal } from '../core/job.ts';
import { JobView } from '../core/job-view.ts';
import { TimelineEvent } from '../core/timeline.ts';
import { Transcript } from '../core/transcript.ts';

const Created = z.object({
  jobId: z.string(),
  status: z.string(),
  upload: z
    .object({ method: z.string(), url: z.url(), headers: z.record(z.string(), z.string()) })
    .optional(),
});
export type Created = z.infer<typeof Created>;

const Problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** Thrown for an answer that is not what was asked for; its message is what the API told. */
export class ApiError extends Error {
  readonly status: number;

  constructor(what: string, status: number, body: string) {
    super(`${what}: ${status}. ${told(body)}`);
    this.name = 'ApiError';
    this.status = status;
  }
}

function told(body: string): string {
  try {
    const { detail, errors } = Problem.parse(JSON.parse(body));
    return [detail, ...errors.map(({ path, message }) => `${path}: ${message}`)].join('\n  ');
  } catch {
    // Not from our functions: S3 answers in XML, a gateway in its own JSON.
    return body.slice(0, 500);
  }
}

export class ApiClient {
  private readonly apiUrl: string;
  private readonly apiKey: string;

  constructor({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }) {
    this.apiUrl = apiUrl;
    this.apiKey = apiKey;
  }

  /** A request as it is, for those who want to see the answer as it is. */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual',
    });
  }

  async createJob(body: Record<string, unknown>): Promise<Created> {
    return Created.parse(await this.json('POST', '/jobs', body));
  }

  /** Creates a job for a file and uploads it. `options` as in POST /jobs, without `audio`. */
  async submitFile(file: string, options: Record<string, unknown> = {}): Promise<Created> {
    const content = await openAsBlob(file);
    const audio = { upload: { filename: basename(file), bytes: content.size } };
    const created = await this.createJob({ ...options, audio });
    if (!created.upload) throw new TypeError('the API gave no address to upload to');
    const { method, url, headers } = created.upload;
    // fetch sets the length itself, and refuses to be told.
    const { 'content-length': _, ...rest } = headers;
    const answer = await fetch(url, { method, headers: rest, body: content });
    if (!answer.ok) throw new ApiError('upload', answer.status, await answer.text());
    return created;
  }

  async job(jobId: string): Promise<JobView> {
    return JobView.parse(await this.json('GET', `/jobs/${jobId}`));
  }

  /** Asks until the job has ended; `changed` sees every new status. */
  async untilEnd(
    jobId: string,
    { everyMs = 200, changed }: { everyMs?: number; changed?: (job: JobView) => void } = {},
  ): Promise<JobView> {
    let last: string | undefined;
    for (;;) {
      const job = await this.job(jobId);
      if (job.status !== last) changed?.(job);
      last = job.status;
      if (isFinal(job.status)) return job;
      await setTimeout(everyMs);
    }
  }

  async transcript(jobId: string): Promise<Transcript> {
    return Transcript.parse(await this.json('GET', `/jobs/${jobId}/transcript`));
  }

  async timeline(jobId: string): Promise<TimelineEvent[]> {
    const answer = await this.json('GET', `/jobs/${jobId}/timeline`);
    return z.object({ events: z.array(TimelineEvent) }).parse(answer).events;
  }

  private async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.request(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new ApiError(`${method} ${path}`, answer.status, text);
    return JSON.parse(text);
  }
}
