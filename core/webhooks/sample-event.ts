/** Sample webhook bodies, for testing a receiver. */
import { jobError } from '../base/job-errors.ts';
import { viewOf } from '../view/job-view.ts';
import { Job } from '../job/job.ts';
import type { JobStatus } from '../job/job-status.ts';
import { body, jobBody } from './webhook-body.ts';
import { viewOfEndpoint } from './webhook-endpoint.ts';
import type { WebhookEvent } from '../job/job-event.ts';

const STATUS_AT: Record<Exclude<WebhookEvent, 'endpoint.disabled'>, JobStatus> = {
  'job.processing': 'processing',
  'job.transcript.completed': 'completed',
  'job.completed': 'completed',
  'job.failed': 'failed',
  'job.cancelled': 'cancelled',
  'session.completed': 'completed',
};

interface Place {
  owner: string;
  apiUrl: string;
  now: Date;
}

/** Body in the shape of a real event, about a job that does not exist. */
export function sampleBody(type: WebhookEvent, { owner, apiUrl, now }: Place): string {
  if (type !== 'endpoint.disabled')
    return jobBody(type, viewOf(sampleJob(type, owner, now), { apiUrl, now }));
  const at = now.toISOString();
  const endpoint = {
    webhookId: 'wh-000000000000000000000000',
    owner,
    url: 'https://example.com/',
    createdAt: at,
    disabledAt: at,
    disabledBecause: 'failing',
  } as const;
  return body(type, at, viewOfEndpoint(endpoint));
}

function sampleJob(type: keyof typeof STATUS_AT, owner: string, now: Date): Job {
  const at = now.toISOString();
  const status = STATUS_AT[type];
  return Job.parse({
    jobId: 'job-000000000000000000000000',
    owner,
    status,
    attempt: 1,
    audio: { source: 'upload', bucket: '', key: '', filename: 'sample.wav', bytes: 44_100 },
    model: 'kb-whisper-small',
    language: 'sv',
    words: false,
    formats: ['json', 'txt', 'srt', 'vtt'],
    metadata: { sample: 'true' },
    createdAt: at,
    updatedAt: at,
    ...(status === 'failed' && { error: jobError('AudioUnreadable', 1) }),
  });
}
