/** The monitor's output: a block that is drawn anew on a terminal, single lines elsewhere. */
import { isFinal } from '../../core/job/job-status.ts';
import { analysisFigures, transcriptFigures, type Monitored } from './monitored-job.ts';
import { clean, clock, decimal, GIB, percent } from './wording.ts';

const BAR_COLUMNS = 24;
const LABEL_COLUMNS = 11;

/** A job at one moment. */
export interface Moment {
  job: Monitored;
  /** Seconds of audio per second, of the last half minute. */
  rate: number | undefined;
}

/** @param columns of the terminal: a longer line would break the block */
export function blockOf(moment: Moment, columns: number): string[] {
  const { transcript, analysis } = told(moment);
  const lines = [
    heading(moment.job),
    `${'transcript'.padEnd(LABEL_COLUMNS)} ${bar(transcript.fraction)}  ${transcript.text}`,
    ...(analysis
      ? [`${'analysis'.padEnd(LABEL_COLUMNS)} ${bar(analysis.fraction)}  ${analysis.text}`]
      : []),
    ...gpuLines(moment.job),
  ];
  return lines.map((line) => line.slice(0, Math.max(1, columns - 1)));
}

/** The same in one line, for files and pipes. */
export function lineOf(moment: Moment): string {
  const { transcript, analysis } = told(moment);
  const parts = [
    heading(moment.job),
    `transcript ${transcript.text}`,
    ...(analysis ? [`analysis ${analysis.text}`] : []),
    ...gpuLines(moment.job).map((line) => line.replace(/ +/g, ' ')),
  ];
  return parts.join(' | ');
}

/** How a job has ended, and each of its analyses. */
export function endOf(job: Monitored): string[] {
  const { jobId, status, error, timings, analysis } = job;
  const seconds = timings['totalSeconds'];
  const took = seconds === undefined ? '' : ` after ${clock(seconds)}`;
  const why = error ? `: ${clean(error.code)}. ${clean(error.message)}` : '.';
  const analyses = (analysis?.analyses ?? []).map(({ preset, status, error, claims }) => {
    const { supported, doubtful, unsupported } = claims;
    const found = `${supported} claims supported, ${doubtful} doubtful, ${unsupported} unsupported`;
    return `  ${preset} ${status}: ${error ?? found}`;
  });
  return [`${jobId} ${status}${took}${why}`, ...analyses];
}

/** 0 if all that was asked for is there, 3 if an analysis failed, 1 if the job did. */
export function exitStatusOf({ status, analysis }: Monitored): number {
  if (status !== 'completed') return isFinal(status) ? 1 : 0;
  return analysis?.analyses?.some((one) => one.status === 'failed') ? 3 : 0;
}

function heading({ jobId, status, attempt, instance, receipt, queuedBecause }: Monitored): string {
  return [
    ...[jobId, status],
    ...(queuedBecause ? [`(${clean(queuedBecause.code)})`] : []),
    ...(attempt > 0 ? [`attempt ${attempt}`] : []),
    ...(instance ? [clean(`${instance.type} ${instance.market} ${instance.zone}`)] : []),
    ...(receipt ? [`${receipt.totalUsd.toFixed(4)} USD${receipt.final ? '' : ' so far'}`] : []),
  ].join('  ');
}

function told({ job, rate }: Moment) {
  const transcript = transcriptFigures(job, rate);
  const analysis = analysisFigures(job);
  const { seconds, ofSeconds, perSecond } = transcript;
  const length = ofSeconds === undefined ? '' : ` of ${clock(ofSeconds)}`;
  const speed = perSecond === undefined ? '' : `  ${decimal(perSecond)} s of audio a second`;
  return {
    transcript: {
      fraction: transcript.fraction,
      text: `${percent(transcript.fraction)}  ${clock(seconds)}${length}${speed}`,
    },
    ...(analysis && { analysis: { fraction: analysis.fraction, text: analysisText(analysis) } }),
  };
}

function analysisText(of: NonNullable<ReturnType<typeof analysisFigures>>): string {
  return [
    percent(of.fraction),
    ...(of.chapters?.of ? [`${of.chapters.read} of ${of.chapters.of} chapters`] : []),
    `${of.tokens} tokens`,
    ...(of.tokensPerSecond === undefined ? [] : [`${decimal(of.tokensPerSecond)} a second`]),
  ].join('  ');
}

/** None without figures of a GPU. */
function gpuLines({ analysis }: Monitored): string[] {
  const gpu = analysis?.progress?.gpu;
  if (!gpu) return [];
  const [used, total] = [gpu.memoryUsedBytes / GIB, gpu.memoryTotalBytes / GIB];
  return [
    `${'GPU'.padEnd(LABEL_COLUMNS)} ${decimal(used)} of ${decimal(total)} GiB  load ${percent(gpu.load)}`,
  ];
}

function bar(fraction: number): string {
  const full = Math.floor(fraction * BAR_COLUMNS);
  return `[${'█'.repeat(full)}${'·'.repeat(BAR_COLUMNS - full)}]`;
}
