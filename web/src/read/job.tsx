/** One recording: watched while it runs, read when its transcript is there. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { answered, api, type Job } from '../app/api.ts';
import { LazyView } from '../app/lazy-view.tsx';
import { route } from '../app/route.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { JobReading } from './job-reading.tsx';

export function JobPage() {
  const jobId = route.value.view === 'job' ? route.value.jobId : '';
  const { job, setJob, error, load } = useJob(jobId);
  if (error !== undefined) return <ProblemNotice error={error} again={load} />;
  if (!job) return <p class="loading" aria-busy="true" />;
  return job.result ? <JobReading job={job} /> : <JobWatch job={job} onJob={setJob} />;
}

function useJob(jobId: string) {
  const [job, setJob] = useState<Job>();
  const [error, setError] = useState<unknown>();
  const load = () => {
    setError(undefined);
    answered(api.GET('/jobs/{id}', { params: { path: { id: jobId } } })).then(setJob, setError);
  };
  useEffect(load, [jobId]);
  return { job, setJob, error, load };
}

interface JobWatchProps {
  job: Job;
  onJob: (job: Job) => void;
}

/** As it was first read: Watch reads it anew by itself. */
function JobWatch({ job, onJob }: JobWatchProps) {
  const load = useMemo(
    () => () =>
      import('../watch/watch.tsx').then(({ Watch }) => () => <Watch job={job} onJob={onJob} />),
    [],
  );
  return <LazyView load={load} />;
}
