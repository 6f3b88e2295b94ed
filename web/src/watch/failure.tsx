/** Why there is no transcript, what it means and what to do. */
import type { Job } from '../app/api.ts';
import { addressOf } from '../app/route.ts';
import { Notice } from '../ui/notice.tsx';
import { failureTexts } from './failure-texts.ts';
import { texts } from './texts.ts';

export function Failure({ job: { error, jobId } }: { job: Job }) {
  if (error === undefined) return null;
  const { what, todo } = failureTexts.value[error.code];
  const isCancelled = error.code === 'Cancelled';
  const { more, again, number } = texts.value;
  return (
    <Notice kind={isCancelled ? 'info' : 'error'}>
      <p>
        <strong>{what}</strong> {todo}
      </p>
      {!isCancelled && (
        <details class="failure-more">
          <summary>{more}</summary>
          <p lang="en">{error.message}</p>
          <p class="small">
            {number} <code>{jobId}</code>, <code>{error.code}</code>
          </p>
        </details>
      )}
      <a class="button failure-again" href={addressOf.send}>
        {again}
      </a>
    </Notice>
  );
}
