/** The tables of the benchmark, in Markdown. */
import { PHASES, type Boot, type Phase } from './job.ts';

/** Jobs under the same conditions; `asked`: reads of their disk, where counted. */
export interface Column {
  readonly title: string;
  readonly boots: readonly Boot[];
  readonly asked?: (from: number, until: number) => number;
}

export function secondsByPhase(columns: readonly Column[]): string {
  return byPhase(columns, ({ boots }, phase) => {
    const seconds = boots.map((boot) => boot.seconds[phase]);
    return spread(seconds, 2);
  });
}

/** Megabytes read from the launch until each phase. */
export function megabytesByPhase(columns: readonly Column[]): string {
  return byPhase(columns, ({ boots, asked }, phase) => {
    if (!asked) return '';
    const until = ({ launchedAt, seconds }: Boot) => launchedAt + seconds[phase] * 1000;
    return spread(
      boots.map((boot) => asked(boot.launchedAt, until(boot)) / 1e6),
      0,
    );
  });
}

export function megabytesByFolder(touched: Readonly<Record<string, number>>): string {
  const rows = Object.entries(touched).sort((a, b) => b[1] - a[1]);
  const all = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
  const line = ([name, bytes]: [string, number]) => `| ${name} | ${(bytes / 1e6).toFixed(1)} |`;
  return ['| folder | MB |', '| --- | --- |', ...rows.map(line), line(['all', all])].join('\n');
}

function byPhase(columns: readonly Column[], cell: (column: Column, phase: Phase) => string) {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['phase', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '---')]),
    ...PHASES.map((phase) => line([phase, ...columns.map((column) => cell(column, phase))])),
  ].join('\n');
}

/** Median (minimum to maximum). */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toFixed(digits);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}
