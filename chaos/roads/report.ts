/** The Markdown report of a run over all routes. */
import { ROADS } from './plan.ts';
import type { RoadAudit, RoadsResult } from './run.ts';

export function roadsReport(
  options: { seed: number; machines: number },
  { outcomes, findings, struck, seconds, machines }: RoadsResult,
): string {
  return [
    `# Chaos by all routes, seed ${options.seed}, ${outcomes.length} jobs`,
    '',
    `${outcomes.length} jobs in ${seconds.toFixed(0)} s on ${machines.pools} machines of pools and ${machines.own} of their own, at most ${options.machines} of a market at a time.`,
    '',
    '| found | how often |',
    '| --- | ---: |',
    ...Object.entries(findings).map(([kind, found]) => `| ${kind} | ${found.length} |`),
    '',
    '| route asked for | jobs | ended by spot, batch, warm | completed | cancelled | failed, as planned | fell over | attempts, most |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...ROADS.map((route) => row(route, outcomes)),
    '',
    '| mishap | how often |',
    '| --- | ---: |',
    ...Object.entries(struck)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, times]) => `| ${name} | ${times} |`),
    ...details(findings, outcomes),
    '',
  ].join('\n');
}

function row(route: string, all: readonly RoadAudit[]): string {
  const jobs = all.filter(({ plan }) => plan.route === route);
  const count = (fits: (job: RoadAudit) => boolean) => jobs.filter(fits).length;
  const by = ROADS.map((name) => count((job) => job.route === name)).join(', ');
  const completed = count(({ ending }) => ending === 'completed');
  const cancelled = count(({ ending }) => ending === 'Cancelled');
  const failed = count(
    ({ ending, plan }) => ending === plan.ending && !['completed', 'Cancelled'].includes(ending),
  );
  const fellOver = jobs.reduce((sum, job) => sum + job.fellOver, 0);
  const most = Math.max(0, ...jobs.map(({ attempts }) => attempts));
  return `| ${route} | ${jobs.length} | ${by} | ${completed} | ${cancelled} | ${failed} | ${fellOver} | ${most} |`;
}

/** Each finding with the plan of its job. */
function details(findings: RoadsResult['findings'], outcomes: readonly RoadAudit[]): string[] {
  const lines = Object.entries(findings).flatMap(([kind, found]) =>
    found.map((what) => {
      const job = outcomes.find(({ jobId }) => what.includes(jobId));
      if (!job) return `- ${kind}: ${what}`;
      const { ending, attempts, plan } = job;
      return `- ${kind}: ${what}: ${ending} after ${attempts} attempts, had to be ${plan.ending}; ${plan.route}, ${plan.fate}`;
    }),
  );
  return lines.length === 0 ? [] : ['', '## Found', '', ...lines];
}
