/** The recordings that were found, and the way to more. */
import { counted } from '../i18n/plural.ts';
import { loadMore, recordings } from './recordings.ts';
import { Row } from './row.tsx';
import { texts } from './texts.ts';

export function Rows() {
  const { jobs, nextCursor, state } = recordings.value;
  const { found, more, loading } = texts.value;
  const isBusy = state === 'loading' || state === 'adding' || state === 'new';
  return (
    <>
      <ul class="recordings" aria-busy={isBusy}>
        {jobs.map((job) => (
          <Row key={job.jobId} job={job} />
        ))}
      </ul>
      <div class="list-foot">
        <p class="small" role="status">
          {isBusy ? loading : counted(jobs.length, found)}
        </p>
        {nextCursor !== null && (
          <button type="button" aria-disabled={isBusy} onClick={() => !isBusy && void goOn()}>
            {more}
          </button>
        )}
      </div>
    </>
  );
}

/** The focus goes to the first of those that came, where reading goes on. */
async function goOn(): Promise<void> {
  const { jobs } = recordings.value;
  await loadMore();
  const next = recordings.value.jobs[jobs.length];
  // The rows are there with the next frame.
  if (next) requestAnimationFrame(() => document.getElementById(next.jobId)?.focus());
}
