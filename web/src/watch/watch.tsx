/** A job that is not done: what happens now, how long it takes, and the words as they come. */
import { useEffect, useState } from 'preact/hooks';
import type { Job } from '../app/api.ts';
import { addressOf } from '../app/route.ts';
import { Bar } from '../ui/bar.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { CancelButton } from './cancel-button.tsx';
import { Costs } from './costs.tsx';
import { Failure } from './failure.tsx';
import { LiveText } from './live-text.tsx';
import type { Heard } from './live-words.ts';
import { heardWords, leftWords, nowOf } from './now.ts';
import { usePace } from './pace.ts';
import { stepOf } from './step.ts';
import { Steps } from './steps.tsx';
import { texts } from './texts.ts';
import { TimelineDetails } from './timeline-details.tsx';
import { isFinal, Watching } from './watching.ts';
import './watch.css';

interface WatchProps {
  /** As it was last read. Watch reads it anew by itself. */
  job: Job;
  /** Runs after each reading; with a completed job, the transcript can be shown in the place of Watch. */
  onJob: (job: Job) => void;
}

/** The job's address decides which one: another job needs another `key`. */
export function Watch({ job: first, onJob }: WatchProps) {
  const [watching] = useState(() => new Watching(first, onJob));
  useEffect(() => watching.start(), [watching]);
  const job = watching.job.value;
  const { heard, paragraphs } = watching.words;
  const trouble = watching.trouble.value;
  return (
    <div class="watch">
      <ViewHeading title={job.audio.filename} />
      {trouble !== undefined && (
        <ProblemNotice error={trouble} again={() => void watching.look()} />
      )}
      {isFinal(job) && job.status !== 'completed' ? (
        <>
          <Failure job={job} />
          <Costs job={job} />
        </>
      ) : (
        <Running job={job} heard={heard.value} onJob={(next) => watching.take(next)} />
      )}
      <TimelineDetails jobId={job.jobId} status={job.status} />
      <LiveText paragraphs={paragraphs.value} />
    </div>
  );
}

interface RunningProps {
  job: Job;
  heard: Heard;
  onJob: (job: Job) => void;
}

function Running({ job, heard, onJob }: RunningProps) {
  const { title, detail } = nowOf(job, heard);
  return (
    <div class="card watch-card">
      <Steps job={job} />
      <div class="watch-now">
        <div role="status">
          <h2>{title}</h2>
        </div>
        {detail !== undefined && <p>{detail}</p>}
        {job.status === 'awaiting_upload' && (
          <p>
            <a href={addressOf.send}>{texts.value.goOnSending}</a>
          </p>
        )}
      </div>
      <Progress job={job} heard={heard} />
      <div class="watch-end">
        <Costs job={job} />
        {!isFinal(job) && <CancelButton job={job} onJob={onJob} />}
      </div>
    </div>
  );
}

function Progress({ job, heard }: Omit<RunningProps, 'onJob'>) {
  const pace = usePace(heard);
  const step = stepOf(job);
  if (step === 'upload' || step === 'done') return null;
  const share = step === 'analysis' ? job.analysis?.progress?.fraction : heard.fraction;
  const words = step === 'words' && heard.seconds > 0 ? heardWords(job, heard) : undefined;
  const left = step === 'analysis' ? undefined : leftWords(job, heard, pace);
  if (share === undefined || share === 0) {
    // How far it is cannot be told: a bar would look as if it could.
    const known = [words, left].filter((one) => one !== undefined);
    return known.length === 0 ? null : <p class="figures">{known.join(' · ')}</p>;
  }
  return <Bar label={words ?? texts.value.progress} value={share} text={left ?? ''} />;
}
