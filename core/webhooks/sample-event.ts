/** Sample webhook bodies, for testing a receiver. */
import { NO_FILES, type Bulk } from '../bulk/bulk.ts';
import { jobError } from '../base/job-errors.ts';
import { sessionKeyOf } from '../job/job-session.ts';
import type { Session } from '../job/session.ts';
import { viewOfBulk } from '../view/bulk-view.ts';
import { viewOf } from '../view/job-view.ts';
import { viewOfSession } from '../view/session-view.ts';
import { Job } from '../job/job.ts';
import type { JobStatus } from '../job/job-status.ts';
import { bulkBody } from './bulk-event.ts';
import { sessionBody } from './session-event.ts';
import { body, jobBody } from './webhook-body.ts';
import { viewOfEndpoint } from './webhook-endpoint.ts';
import type { JobEvent, WebhookEvent } from '../job/job-event.ts';

const STATUS_AT: Record<Exclude<JobEvent, 'session.completed'>, JobStatus> = {
  'job.processing': 'processing',
  'job.transcript.completed': 'completed',
  'job.analysis.completed': 'completed',
  'job.completed': 'completed',
  'job.failed': 'failed',
  'job.cancelled': 'cancelled',
};

interface Place {
  owner: string;
  apiUrl: string;
  now: Date;
}

/** Body in the shape of a real event, about a job that does not exist. */
export function sampleBody(type: WebhookEvent, { owner, apiUrl, now }: Place): string {
  if (type === 'session.completed') return sampleSession({ owner, apiUrl, now });
  if (type === 'bulk.completed') return sampleBulk({ owner, apiUrl, now });
  if (type !== 'endpoint.disabled') {
    return jobBody(type, viewOf(sampleJob(type, owner, now), { apiUrl, now }));
  }
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

function sampleSession({ owner, apiUrl, now }: Place): string {
  const at = now.toISOString();
  const sessionId = 'sample';
  const jobId = 'job-000000000000000000000000';
  const session: Session = {
    sessionKey: sessionKeyOf(owner, sessionId),
    ...{ ownedBy: owner, sessionId, count: 1, revision: 1, documents: 1 },
    status: 'completed',
    ...{ createdAt: at, deadlineAt: at, combinedAt: at, missing: [] },
  };
  const chunks = [{ index: 0, jobId, ended: 'completed' as const }];
  return sessionBody(viewOfSession(session, { chunks, apiUrl }), at);
}

function sampleBulk({ owner, apiUrl, now }: Place): string {
  const at = now.toISOString();
  const bulk: Bulk = {
    ...{ bulkId: 'bulk-000000000000000000000000', ownedBy: owner, status: 'completed' },
    ...{ source: { upload: { files: 1 } }, options: {}, retryFailed: false },
    ...{ jobsPerDay: 0, bodyHash: '', createdAt: at, startedAt: at, endedAt: at },
  };
  const counts = { ...NO_FILES, listed: 1, submitted: 1, completed: 1 };
  const none = { purse: undefined, waitingBecause: undefined, problems: [] };
  return bulkBody(viewOfBulk(bulk, { counts, apiUrl, ...none }), at);
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
