/** A job that is not done: what happens now, how long it takes, and the words as they come. */
import type { Job } from '../app/api.ts';

interface WatchProps {
  /** As it was last read. Watch reads it anew by itself. */
  job: Job;
  /** Runs after each reading; with a completed job, the transcript can be shown in the place of Watch. */
  onJob: (job: Job) => void;
}

export function Watch({ job }: WatchProps) {
  return <h1>{job.audio.filename}</h1>;
}
