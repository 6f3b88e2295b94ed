/** What the neighbours changed for the honest owner, and the Markdown report. */
import type { Findings } from '../audit.ts';
import { medianOf, type Costs, type HonestRun } from './honest.ts';
import type { HostileResult } from './run.ts';

/** A quote may move by a tenth: honest jobs teach it, too. */
const QUOTE_SHARE = 0.1;
const ENDS = ['low', 'high'] as const;
/** No wait is longer than twice the longest of the quiet run. */
const WAIT_RATIO = 2;

/** Kind of harm → the jobs that show it. Empty lists are good. */
export function harmOf({ quiet, besieged }: HostileResult): Findings {
  const all = [...quiet.jobs, ...besieged.jobs];
  const idsOf = (jobs: readonly { jobId: string }[]) => jobs.map(({ jobId }) => jobId);
  return {
    'not completed': idsOf(all.filter(({ ending }) => ending !== 'completed')),
    'wrong transcript': idsOf(all.filter(({ hasRightText }) => !hasRightText)),
    'quote moved by more than a tenth': ENDS.filter(
      (end) =>
        Math.abs(besieged.quoteUsd[end] - quiet.quoteUsd[end]) > QUOTE_SHARE * quiet.quoteUsd[end],
    ),
  };
}

/** Jobs that waited too long. Apart from `harmOf`, since it depends on what else this computer does. */
export function waits({ quiet, besieged }: HostileResult): Findings {
  const most = WAIT_RATIO * longest(quiet);
  const late = besieged.jobs.filter(({ waitSeconds }) => waitSeconds > most);
  return { 'waited more than twice as long': late.map(({ jobId }) => jobId) };
}

export function hasHarm(result: HostileResult): boolean {
  const found = { ...harmOf(result), ...waits(result) };
  return Object.values(found).some((ids) => ids.length > 0);
}

export function hostileReport(result: HostileResult): string {
  const { quiet, besieged, deeds } = result;
  const found = { ...harmOf(result), ...waits(result) };
  const row = (what: string, of: (run: HonestRun) => number) =>
    `| ${what} | ${of(quiet).toFixed(3)} s | ${of(besieged).toFixed(3)} s |`;
  return [
    '# Chaos with hostile neighbours',
    '',
    '| the honest owner | alone | beside the others |',
    '| --- | ---: | ---: |',
    `| jobs | ${quiet.jobs.length} | ${besieged.jobs.length} |`,
    row('longest wait for the launch', longestTurn),
    row('longest wait for a machine', longest),
    row('the middle one', median),
    row('GET /health, which shares processors alone', ({ healthMs }) => healthMs / 1000),
    `| quote for ten minutes | ${range(quiet.quoteUsd)} USD | ${range(besieged.quoteUsd)} USD |`,
    '',
    '| found | how often |',
    '| --- | ---: |',
    ...Object.entries(found).map(([kind, ids]) => `| ${kind} | ${ids.length} |`),
    '',
    '| the others | times |',
    '| --- | ---: |',
    ...Object.entries(deeds).flatMap(([owner, answers]) =>
      Object.entries(answers)
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([what, times]) => `| ${owner}: ${what} | ${times} |`),
    ),
    '',
    ...Object.entries(found).flatMap(([kind, ids]) => ids.map((id) => `- ${kind}: ${id}`)),
    '',
  ].join('\n');
}

function longestTurn({ jobs }: HonestRun): number {
  return Math.max(...jobs.map(({ turnSeconds }) => turnSeconds));
}

function median({ jobs }: HonestRun): number {
  return medianOf(jobs.map(({ waitSeconds }) => waitSeconds));
}

function longest({ jobs }: HonestRun): number {
  return Math.max(...jobs.map(({ waitSeconds }) => waitSeconds));
}

function range({ low, high }: Costs): string {
  return `${low} to ${high}`;
}
