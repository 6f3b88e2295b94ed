/** What happens to a job at this moment, and how long it will take, in plain words. */
import type { Job } from '../app/api.ts';
import { clock, duration, timeOfDay } from '../i18n/format.ts';
import type { Heard } from './live-words.ts';
import { stepOf } from './step.ts';
import { texts } from './texts.ts';

export interface Now {
  /** Read out when it changes. */
  readonly title: string;
  readonly detail?: string | undefined;
}

export function nowOf(job: Job, { seconds }: Heard): Now {
  const { now, attempt } = texts.value;
  switch (stepOf(job)) {
    case 'upload':
      return now.upload;
    case 'start':
      return job.status === 'queued' ? queued(job) : now.launching;
    case 'analysis':
      return now.analysis;
    case 'done':
      return now.done;
    default: {
      if (isAtEndpoint(job)) return now.endpoint;
      const said = seconds > 0 ? now.words : now.beginning;
      return job.attempt > 1 ? { title: said.title, detail: attempt(job.attempt) } : said;
    }
  }
}

/** It writes no text before its end. */
function isAtEndpoint({ route }: Job): boolean {
  const chosen: string = route.chosen;
  return chosen === 'sagemaker';
}

function queued({ queuedBecause: because }: Job): Now {
  const { now, because: reasons, nextTry } = texts.value;
  if (because === undefined) return now.queued;
  const next = because.code === 'Batch' ? '' : ` ${nextTry(timeOfDay(because.retryAt))}`;
  return { title: now.queued.title, detail: reasons[because.code] + next };
}

/** "12:05 of 45:00"; without the length, as far as it is known. */
export function heardWords(job: Job, { seconds }: Heard): string {
  const all = job.audio.durationSeconds;
  return all === undefined ? clock(seconds) : texts.value.of(clock(seconds), clock(all));
}

/** Time that is left, as far as it can be told. */
export function leftWords(job: Job, heard: Heard, pace: number | undefined): string | undefined {
  const { left, leftBetween } = texts.value;
  if (pace !== undefined && heard.fraction > 0 && heard.fraction < 1) {
    return left(duration((1 - heard.fraction) / pace));
  }
  if (job.quote === null) return undefined;
  const { low, high } = job.quote.completedInSeconds;
  const past = (Date.now() - Date.parse(job.createdAt)) / 1000;
  // Behind its estimate: it says nothing more.
  if (past >= high) return undefined;
  if (past >= low) return left(duration(high - past));
  return leftBetween(duration(low - past), duration(high - past));
}
