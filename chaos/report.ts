/** The Markdown report of a chaos run. */
import type { JobAudit } from './audit.ts';
import type { RunResult } from './run.ts';

interface ChaosOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly machines: number;
}

export function isClean({ findings }: Pick<RunResult, 'findings'>): boolean {
  return Object.values(findings).every((found) => found.length === 0);
}

export function report(options: ChaosOptions, result: RunResult): string {
  const { outcomes, findings, seconds, instances } = result;
  return [
    `# Chaos, seed ${options.seed}, ${options.jobs} jobs`,
    '',
    `${outcomes.length} jobs in ${seconds.toFixed(0)} s on ${instances} instances, at most ${options.machines} of a market at a time.`,
    '',
    '| found | how often |',
    '| --- | ---: |',
    ...Object.entries(findings).map(([kind, found]) => `| ${kind} | ${found.length} |`),
    '',
    '| what befell | jobs | completed | ended as they had to | attempts, most |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows(outcomes),
    ...details(result),
    '',
  ].join('\n');
}

function rows(outcomes: readonly JobAudit[]): string[] {
  const hit = new Map<string, JobAudit[]>();
  const note = (name: string, outcome: JobAudit) =>
    hit.set(name, [...(hit.get(name) ?? []), outcome]);
  for (const outcome of outcomes) {
    const { faults, script } = outcome.plan;
    for (const { name } of faults) note(name, outcome);
    if (script.ending === 'crash') note('poison job', outcome);
    if (script.ending === 'unreadable') note('broken audio', outcome);
    if (faults.length === 0 && script.ending === 'done') note('nothing', outcome);
  }
  return [...hit].sort(([a], [b]) => a.localeCompare(b)).map(([name, jobs]) => row(name, jobs));
}

function row(name: string, jobs: readonly JobAudit[]): string {
  const completed = jobs.filter(({ ending }) => ending === 'completed').length;
  const asPlanned = jobs.filter(({ ending, plan }) => ending === plan.ending).length;
  const attempts = Math.max(...jobs.map((job) => job.attempts));
  return `| ${name} | ${jobs.length} | ${completed} | ${asPlanned} | ${attempts} |`;
}

/** Each finding with the faults of its job. */
function details({ findings, outcomes }: RunResult): string[] {
  const lines = Object.entries(findings).flatMap(([kind, found]) =>
    found.map((id) => `- ${kind}: ${id}${story(outcomes.find(({ jobId }) => jobId === id))}`),
  );
  return lines.length === 0 ? [] : ['', '## Found', '', ...lines];
}

function story(outcome: JobAudit | undefined): string {
  if (!outcome) return '';
  const befell = outcome.plan.faults.map(({ name, moment }) => `${name} ${moment.toFixed(2)}`);
  return `: ${outcome.ending} after ${outcome.attempts} attempts, had to be ${outcome.plan.ending}; ${befell.join(', ')}`;
}
