/** Until when a job's audio and transcript are kept: by its retention, at the latest by the buckets' rules. */
import { BUCKET_DAYS, type RetainedKind } from '../retention/retention.ts';
import type { Job } from './job.ts';
import { isFinal } from './job-status.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Requests that began before have ended by then: a function answers the API within 30 seconds. */
const IN_FLIGHT_MS = 60_000;

const DELETED_AT = { audio: 'audioDeletedAt', transcript: 'transcriptDeletedAt' } as const;

/**
 * Whether the audio is the job's. That of `audio.s3` and `audio.url` is the caller's and is not touched;
 * a later job has the audio of the first one.
 */
export function isAudioOurs({ audio, analysisOf }: Pick<Job, 'audio' | 'analysisOf'>): boolean {
  return (audio.source === 'upload' || audio.source === 'drop') && analysisOf === undefined;
}

/** Whether the transcript and the audio as they were stay, beside a redacted copy or without one. */
export function keepsOriginal({ redact }: Pick<Job, 'redact'>): boolean {
  return redact?.keepOriginal ?? true;
}

/** Whether audio of the job that comes now is to be deleted as what came before. */
export function isAudioDeleted(job: Job): boolean {
  if (!isFinal(job.status)) return false;
  return job.audioDeletedAt !== undefined || !keepsOriginal(job);
}

/** Undefined while the job has not ended; of the audio also if it is the caller's. */
export function keptUntil(job: Job, kind: RetainedKind): Date | undefined {
  if (!isFinal(job.status) || (kind === 'audio' && !isAudioOurs(job))) return undefined;
  const ended = endOf(job);
  const rule =
    kind === 'audio'
      ? Date.parse(job.createdAt) + BUCKET_DAYS.audio * DAY_MS
      : ended + BUCKET_DAYS.results * DAY_MS;
  const days = daysOf(job, kind);
  return new Date(days === undefined ? rule : Math.min(rule, ended + days * DAY_MS));
}

/** Whether a kind may not be read any more, even if it is not deleted yet. */
export function isOver(job: Job, kind: RetainedKind, now: Date): boolean {
  if (job[DELETED_AT[kind]] !== undefined) return true;
  const until = daysOf(job, kind) === undefined ? undefined : keptUntil(job, kind);
  return until !== undefined && until <= now;
}

export interface DueDeletion {
  kind: RetainedKind;
  /** Earliest time: reads and writes are over by then. */
  at: Date;
}

/** Deletions that are still to come, the first one first; of a job that has not ended, none is known. */
export function dueDeletions(job: Job): DueDeletion[] {
  const kinds: RetainedKind[] = ['audio', 'transcript'];
  const due = kinds.flatMap((kind) => {
    const until = keptUntil(job, kind);
    const isAsked = daysOf(job, kind) !== undefined && job[DELETED_AT[kind]] === undefined;
    if (!until || !isAsked) return [];
    return [{ kind, at: new Date(until.getTime() + IN_FLIGHT_MS) }];
  });
  return due.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** When to look first at a job that has just been created: nothing can be due before. */
export function firstLookAt({ retention, redact, createdAt }: Job): Date | undefined {
  const { audioDays, transcriptDays } = retention ?? {};
  const originalDays = keepsOriginal({ redact }) ? undefined : 0;
  const days = [audioDays, transcriptDays, originalDays].filter((one) => one !== undefined);
  if (days.length === 0) return undefined;
  return new Date(Date.parse(createdAt) + Math.min(...days) * DAY_MS);
}

function daysOf({ retention }: Job, kind: RetainedKind): number | undefined {
  return kind === 'audio' ? retention?.audioDays : retention?.transcriptDays;
}

function endOf({ endedAt, updatedAt }: Job): number {
  return Date.parse(endedAt ?? updatedAt);
}
