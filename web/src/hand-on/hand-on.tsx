/** Documents, subtitles and links of a transcript. */
import { useEffect, useState } from 'preact/hooks';
import { answered, api, type Job } from '../app/api.ts';
import { addressOf, route } from '../app/route.ts';
import { sourceOfJob } from '../read/source.ts';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { Documents } from './documents.tsx';
import { Links } from './links.tsx';
import { Subtitles } from './subtitles.tsx';
import { texts } from './texts.ts';
import './hand-on.css';

export function HandOn() {
  const jobId = route.value.view === 'hand-on' ? route.value.jobId : '';
  const [job, setJob] = useState<Job>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    answered(api.GET('/jobs/{id}', { params: { path: { id: jobId } } })).then(setJob, setError);
  }, [jobId]);
  if (error !== undefined) return <ProblemNotice error={error} />;
  if (!job) return <p class="loading" aria-busy="true" />;
  return (
    <div class="hand-on">
      <a class="back" href={addressOf.job(jobId)}>
        <Icon name="back" />
        {texts.value.toText}
      </a>
      <ViewHeading title={texts.value.title(job.audio.filename)} />
      {job.result ? <HandOnJob job={job} /> : <Notice kind="info">{texts.value.notYet}</Notice>}
    </div>
  );
}

function HandOnJob({ job: { jobId, audio } }: { job: Job }) {
  const hasSpeakers = useHasSpeakers(jobId);
  return (
    <>
      {hasSpeakers !== undefined && (
        <Documents
          path={`/jobs/${encodeURIComponent(jobId)}/transcript`}
          filename={audio.filename}
          hasSpeakers={hasSpeakers}
          hasVersions
        />
      )}
      <Links jobId={jobId} />
      <Subtitles jobId={jobId} />
    </>
  );
}

/** By the first part of the transcript. Undefined until it is known. */
function useHasSpeakers(jobId: string): boolean | undefined {
  const [has, setHas] = useState<boolean>();
  useEffect(() => {
    sourceOfJob(jobId)
      .page(0)
      .then(({ segments }) => setHas(segments.some(({ speaker }) => speaker !== undefined)))
      // What went wrong is said where the documents are asked for.
      .catch(() => setHas(true));
  }, [jobId]);
  return has;
}
