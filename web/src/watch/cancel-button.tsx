/** Cancels the job, after asking. */
import { useState } from 'preact/hooks';
import { answered, api, type Job } from '../app/api.ts';
import { askFirst } from '../ui/ask-first.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { texts } from './texts.ts';

export function CancelButton({ job, onJob }: { job: Job; onJob: (job: Job) => void }) {
  const [error, setError] = useState<unknown>();
  const { cancel, cancelAsk, cancelText, cancelYes } = texts.value;
  const cancelled = async () => {
    const question = { title: cancelAsk, text: cancelText, action: cancelYes, isDangerous: true };
    if (!(await askFirst(question))) return;
    const params = { path: { id: job.jobId } };
    await answered(api.POST('/jobs/{id}/cancel', { params })).then(onJob, setError);
  };
  return (
    <>
      <button type="button" onClick={() => void cancelled()}>
        {cancel}
      </button>
      {error !== undefined && <ProblemNotice error={error} />}
    </>
  );
}
