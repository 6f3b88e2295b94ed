/** Looks again from time to time while the list shows: often while something runs, never in a hidden tab. */
import { useEffect } from 'preact/hooks';
import type { Job } from '../app/api.ts';
import { announce } from '../ui/announce.tsx';
import { recordings, refreshRecordings } from './recordings.ts';
import { isRunning } from './status-of.ts';
import { texts } from './texts.ts';

const RUNNING_MS = 4_000;
const IDLE_MS = 30_000;
const JUST_SENT_MS = 5 * 60_000;
/** After a failure it waits this many times as long. */
const SLOWER = 5;

export function useFreshRecordings(): void {
  const isLively = recordings.value.jobs.some(mayChangeSoon);
  useEffect(() => {
    const interval = isLively ? RUNNING_MS : IDLE_MS;
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (factor = 1) => {
      clearTimeout(timer);
      if (!end.signal.aborted) timer = setTimeout(() => void look(), factor * interval);
    };
    const look = async () => {
      if (document.hidden) return;
      try {
        await refreshedAloud();
        later();
      } catch {
        // What shows stays; the next look may succeed.
        later(SLOWER);
      }
    };
    const seen = () => void look();
    document.addEventListener('visibilitychange', seen, end);
    window.addEventListener('online', seen, end);
    later();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [isLively]);
}

/** A file that has just been sent is about to begin; others may take hours to come. */
function mayChangeSoon(job: Job): boolean {
  const isFresh = Date.now() - Date.parse(job.updatedAt) < JUST_SENT_MS;
  return isRunning(job) || (job.status === 'awaiting_upload' && isFresh);
}

/** Says which recordings have ended since the last look. */
async function refreshedAloud(): Promise<void> {
  const ran = new Set(recordings.value.jobs.filter(isRunning).map(({ jobId }) => jobId));
  await refreshRecordings();
  const ended = recordings.value.jobs.filter((job) => ran.has(job.jobId) && !isRunning(job));
  if (ended.length > 0) announce(ended.map(endOf).join(' '));
}

function endOf(job: Job): string {
  return `${job.audio.filename}: ${texts.value.status[job.status]}.`;
}
