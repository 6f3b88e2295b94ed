/**
 * Client of the HTTP API on its generated types; validates every JSON response against the schema
 * of its operation.
 */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import * as z from 'zod';
import { isFinal } from '../core/job/job-status.ts';
import type { JobView } from '../core/view/job-view.ts';
import type { Operation } from '../core/api/operation.ts';
import { OPERATIONS } from '../core/api/operations.ts';
import type { TimelineEvent } from '../core/job/timeline.ts';
import type { Transcript } from '../core/transcript/transcript.ts';
import type { components, paths } from './api-types.ts';

export type CreateJob = components['schemas']['CreateJob'];
export type CreatedJob = components['schemas']['CreatedJob'];

/** Response types read as JSON; transcripts may also be text. */
type Media = 'application/json' | 'application/problem+json';

const Told = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** Thrown for a response with an error status; the message quotes the API's problem details. */
export class ApiError extends Error {
  readonly status: number;

  /** @param said the body, parsed where it is JSON */
  constructor(what: string, status: number, said: unknown) {
    super(`${what}: ${status}. ${told(said)}`);
    this.name = 'ApiError';
    this.status = status;
  }
}

function told(said: unknown): string {
  const problem = Told.safeParse(said);
  if (problem.success) {
    const { detail, errors } = problem.data;
    // A single mistake is the detail itself.
    const isSaid = errors.some(({ message }) => message === detail);
    const mistakes = errors.map(({ path, message }) => `${path}: ${message}`);
    return [...(isSaid ? [] : [detail]), ...mistakes].join('\n  ');
  }
  // Not an answer of our functions: S3 answers in XML, API Gateway in its own JSON.
  return (typeof said === 'string' ? said : JSON.stringify(said)).slice(0, 500);
}

const checkAnswer: Middleware = {
  onResponse: async ({ request: { method }, response, schemaPath }) => {
    const routes = Object.values<Operation>(OPERATIONS);
    const route = routes.find((known) => known.method === method && known.path === schemaPath);
    const schema = route?.answers[response.status]?.json;
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    if (schema && isJson) schema.parse(await response.clone().json());
  },
};

export class ApiClient {
  private readonly apiUrl: string;
  private readonly options: Partial<CreateJob>;
  private readonly headers: Record<string, string>;
  private readonly api: Client<paths, Media>;

  /** @param options defaults for every job; the job's own options take precedence */
  constructor(
    { apiUrl, apiKey }: { apiUrl: string; apiKey: string },
    options: Partial<CreateJob> = {},
  ) {
    this.apiUrl = apiUrl;
    this.options = options;
    this.headers = { authorization: `Bearer ${apiKey}` };
    this.api = createClient({ baseUrl: apiUrl, headers: this.headers });
    this.api.use(checkAnswer);
  }

  /** Sends a raw request and returns the raw response, unchecked. */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.apiUrl}${path}`, {
      method,
      headers: {
        ...this.headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual',
    });
  }

  async createJob(body: CreateJob): Promise<CreatedJob> {
    const answer = await this.api.POST('/jobs', { body: { ...this.options, ...body } });
    return dataOf('POST /jobs', answer);
  }

  /** Creates a job for a file and uploads it. `options` as in POST /jobs, without `audio`. */
  async submitFile(file: string, options: Omit<CreateJob, 'audio'> = {}): Promise<CreatedJob> {
    const content = await openAsBlob(file);
    const audio = { upload: { filename: basename(file), bytes: content.size } };
    const created = await this.createJob({ ...options, audio });
    if (!created.upload) throw new TypeError('the API gave no address to upload to');
    const { method, url, headers } = created.upload;
    // fetch sets content-length itself and rejects it as a header.
    const { 'content-length': _, ...rest } = headers;
    const answer = await fetch(url, { method, headers: rest, body: content });
    if (!answer.ok) throw new ApiError('upload', answer.status, await answer.text());
    return created;
  }

  /** @param wait seconds that the answer may wait for a change */
  async job(jobId: string, { wait = 0 }: { wait?: number } = {}): Promise<JobView> {
    const params = { path: { id: jobId }, ...(wait > 0 && { query: { wait } }) };
    return dataOf(`GET /jobs/${jobId}`, await this.api.GET('/jobs/{id}', { params }));
  }

  /** Polls until the job has ended; calls `changed` with every new status. */
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
    const params = { path: { id: jobId } };
    const answer = await this.api.GET('/jobs/{id}/transcript', { params });
    const transcript = dataOf(`GET /jobs/${jobId}/transcript`, answer);
    // A page has no text of its own, and comes only if it is asked for.
    if ('text' in transcript) return transcript;
    throw new TypeError('the whole transcript was asked for, and a page of it came');
  }

  async timeline(jobId: string): Promise<TimelineEvent[]> {
    const params = { path: { id: jobId } };
    const answer = await this.api.GET('/jobs/{id}/timeline', { params });
    return dataOf(`GET /jobs/${jobId}/timeline`, answer).events;
  }
}

/** @throws ApiError */
function dataOf<Data>(
  what: string,
  { data, error, response }: { data?: Data; error?: unknown; response: Response },
): Data {
  if (data === undefined) throw new ApiError(what, response.status, error);
  return data;
}
