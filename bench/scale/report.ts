/** The cases as Markdown. */
import { limitsOf, type LimitName } from './demands.ts';
import type { Limit } from './limits.ts';
import type { Case } from './plan.ts';
import type { Road } from './scenario.ts';
import { defaultSettings } from './settings.ts';
import type { Figures } from './simulate.ts';

/** Below this share at the largest load a limit is left out of the table. */
const WORTH_TELLING = 0.02;

/** What each road costs, and how long jobs wait, once it is sized for the load. */
export function sizedTable(cases: readonly Case[]): string {
  const columns = [
    ...['jobs a day', 'road', 'cells', 'USD a job', 'USD for an hour of audio'],
    ...[
      'wait p50',
      'wait p99',
      'machines of a cell, most',
      'calls to EC2 of a cell',
      'on spot instead',
    ],
  ];
  const rows = cases.map(({ load, road, cells, sized }) => [
    ...[grouped(load), road, String(cells.lifted)],
    ...[sized.usdPerJob.toFixed(4), sized.usdPerAudioHour.toFixed(4)],
    ...[duration(sized.waitP50), duration(sized.waitP99)],
    ...[grouped(sized.machinesAtPeak), grouped(sized.ec2Calls)],
    share(sized.fellOver / sized.jobs),
  ]);
  return table(columns, rows);
}

/** The same with the defaults of serverless.yml and of an AWS account. */
export function defaultTable(cases: readonly Case[]): string {
  const columns = [
    'jobs a day',
    'road',
    'wait p50',
    'wait p99',
    'given up',
    'on spot instead',
    'machines, most',
  ];
  const rows = cases.flatMap(({ load, road, byDefault }) =>
    byDefault ? [[grouped(load), road, ...defaults(byDefault)]] : [],
  );
  return table(columns, rows);
}

function defaults({ waitP50, waitP99, failed, fellOver, jobs, machinesAtPeak }: Figures): string[] {
  return [
    ...[duration(waitP50), duration(waitP99), share(failed / jobs), share(fellOver / jobs)],
    grouped(machinesAtPeak),
  ];
}

/** What bites first at each load, and what comes after it. */
export function bitingTable(cases: readonly Case[]): string {
  const limits = limitsOf(defaultSettings());
  const rows = cases.map(({ load, road, biting, cells }) => [
    ...[grouped(load), road],
    biting.length === 0
      ? 'none'
      : biting.map(({ name, used }) => `${limits[name].name} (${times(used)})`).join('; '),
    cells.today === cells.lifted
      ? String(cells.lifted)
      : `${cells.today}, ${cells.lifted} once lifted`,
  ]);
  return table(
    ['jobs a day', 'road', 'limits that the load exceeds, the first to bite first', 'cells'],
    rows,
  );
}

/** Share of each limit by load. */
export function limitsTable(cases: readonly Case[], road: Road): string {
  const limits = limitsOf(defaultSettings());
  const ofRoad = cases.filter((one) => one.road === road);
  const names = tellingLimits(ofRoad);
  const columns = [
    'limit',
    'by',
    'for each',
    'allows',
    ...ofRoad.map(({ load }) => grouped(load)),
    'what lifts it',
  ];
  const rows = names.map((name) => {
    const limit = limits[name];
    return [
      ...[`[${limit.name}](${limit.source})`, limit.by, limit.scope, allowance(limit)],
      ...ofRoad.map(({ used }) => share(used[name])),
      limit.how,
    ];
  });
  return table(columns, rows);
}

/** By what the largest load asks of them. */
export function tellingLimits(ofRoad: readonly Case[]): LimitName[] {
  const most = ofRoad.at(-1)?.used;
  if (!most) return [];
  return (Object.keys(most) as LimitName[])
    .filter((name) => most[name] >= WORTH_TELLING)
    .sort((one, other) => most[other] - most[one]);
}

function allowance({ capacity }: Limit): string {
  if ('level' in capacity) return grouped(capacity.level);
  const { burst, perSecond } = capacity;
  const rate = `${perSecond < 1 ? perSecond.toFixed(2) : grouped(perSecond)}/s`;
  return burst > 0 ? `${rate}, ${grouped(burst)} at once` : rate;
}

export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function share(part: number): string {
  if (part > 0 && part < 0.0005) return '<0.1 %';
  const percent = 100 * part;
  return `${percent === 0 || percent >= 10 ? grouped(Math.round(percent)) : percent.toFixed(1)} %`;
}

function times(used: number): string {
  return `${used < 10 ? used.toFixed(1) : grouped(Math.round(used))} ×`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function table(columns: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}
