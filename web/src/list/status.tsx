/** The state of a recording in plain words. */
import type { Job } from '../app/api.ts';
import { percent } from '../i18n/format.ts';
import { Bar } from '../ui/bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { hasHoles, iconOf, isBeingAnalysed, toneOf } from './status-of.ts';
import { texts } from './texts.ts';

export function Status({ job }: { job: Job }) {
  const words = wordsOf(job);
  if (job.status === 'processing') {
    const { fraction } = job.progress;
    return (
      <div class="status">
        <Bar label={words} value={fraction} text={percent(fraction)} />
      </div>
    );
  }
  return (
    <p class={`status status-${toneOf(job)}`}>
      <Icon name={iconOf(job)} />
      {words}
    </p>
  );
}

function wordsOf(job: Job): string {
  const { status, holes, analysed } = texts.value;
  if (hasHoles(job)) return holes;
  return isBeingAnalysed(job) ? analysed : status[job.status];
}
