/** Where the job is on its way, with the time that each step took. */
import type { Job } from '../app/api.ts';
import { duration } from '../i18n/format.ts';
import { stepOf, stepsOf, type Step } from './step.ts';
import { texts } from './texts.ts';

export function Steps({ job }: { job: Job }) {
  const all = stepsOf(job);
  const now = all.indexOf(stepOf(job));
  return (
    <ol class="steps" aria-label={texts.value.way}>
      {all.map((step, nth) => (
        <li
          key={step}
          class={nth < now ? 'step past' : nth === now ? 'step now' : 'step'}
          aria-current={nth === now ? 'step' : undefined}
        >
          <span>{texts.value.steps[step]}</span>
          <span class="small figures">{nth < now && took(step, job)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Undefined where no figure is known. */
function took(step: Step, { timings }: Job): string | undefined {
  const { claimedSeconds, transcriptSeconds } = timings;
  const seconds =
    step === 'start'
      ? claimedSeconds
      : step === 'words' && transcriptSeconds !== undefined
        ? transcriptSeconds - (claimedSeconds ?? 0)
        : undefined;
  return seconds === undefined ? undefined : duration(seconds);
}
