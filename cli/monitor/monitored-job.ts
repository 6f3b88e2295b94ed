/** What is shown of a job, from its view. */
import type { AnalysisProgress, AnalysisSummary } from '../../core/analysis/analysis-result.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { JobView } from '../../core/view/job-view.ts';

/** A job's view, as far as it is shown. */
export type Monitored = Pick<JobView, 'jobId' | 'status' | 'attempt' | 'progress' | 'timings'> & {
  audio: Pick<JobView['audio'], 'durationSeconds'>;
} & Partial<Pick<JobView, 'instance' | 'receipt' | 'queuedBecause' | 'error'>> & {
    analysis?: {
      analyses?: readonly AnalysisSummary[] | undefined;
      progress?: AnalysisProgress | undefined;
    };
  };

export interface TranscriptFigures {
  fraction: number;
  seconds: number;
  /** Length of the audio, once known. */
  ofSeconds?: number | undefined;
  /** Seconds of audio per second. */
  perSecond?: number | undefined;
}

export interface AnalysisFigures {
  fraction: number;
  chapters?: AnalysisProgress['chapters'] | undefined;
  tokens: number;
  tokensPerSecond?: number | undefined;
}

export function transcriptFigures(job: Monitored, rate: number | undefined): TranscriptFigures {
  const { fraction, transcribedSeconds: seconds } = job.progress;
  const ofSeconds = job.audio.durationSeconds;
  return { fraction, seconds, ofSeconds, perSecond: overallRate(job) ?? rate };
}

/** Undefined if the job has no analysis. */
export function analysisFigures({ status, analysis }: Monitored): AnalysisFigures | undefined {
  if (!analysis) return undefined;
  const { analyses = [], progress } = analysis;
  if (isFinal(status) || !progress) return doneFigures(analyses);
  const { fraction, chapters, tokens, tokensPerSecond } = progress;
  return { fraction, chapters, tokens, tokensPerSecond };
}

/** By what the analyses report of themselves. */
function doneFigures(analyses: readonly AnalysisSummary[]): AnalysisFigures {
  const done = analyses.filter(({ status }) => status !== 'pending');
  const tokens = sum(done, (one) => one.tokens.completion);
  const seconds = sum(done, (one) => one.seconds);
  return {
    fraction: analyses.length === 0 ? 0 : done.length / analyses.length,
    tokens,
    ...(seconds > 0 && { tokensPerSecond: tokens / seconds }),
  };
}

/** Progress of a transcript that is done. */
function overallRate({ progress, audio, timings }: Monitored): number | undefined {
  const seconds = timings['transcribeSeconds'];
  if (progress.fraction < 1 || !seconds || audio.durationSeconds === undefined) return undefined;
  return audio.durationSeconds / seconds;
}

function sum<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((total, one) => total + value(one), 0);
}
