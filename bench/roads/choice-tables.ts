/** Cost, time and the choice of a route as Markdown, by file length and load. */
import type { Range } from '../../core/costs/speed-bounds.ts';
import { leastDeadline, mostBefore } from './cross-over.ts';
import { estimateOfRoute, filesForServerHour, type Situation } from './situations.ts';

/** Seconds of audio. */
export const LENGTHS = { '30 s': 30, '10 min': 600, '1 h': 3600, '4 h': 14_400 };
/** Files as long at the same time. */
export const LOADS = [1, 5, 20, 100];

/** Cost and time of each route, for the last of the files. */
export function estimateTable(): string {
  const rows = Object.entries(LENGTHS).flatMap(([length, audioSeconds]) =>
    LOADS.map((atOnce) => {
      const times = routesOf({ audioSeconds, before: atOnce - 1 }).map(({ completedInSeconds }) =>
        rangeOf(completedInSeconds, 0),
      );
      const costs = routesOf({ audioSeconds, before: atOnce - 1 }).map(({ costUsd }) =>
        rangeOf(perHour(costUsd, audioSeconds), 4),
      );
      return `| ${[length, atOnce, ...times, ...costs].join(' | ')} |`;
    }),
  );
  return [
    '| file | at once | done in, s: spot | batch | warm | USD for an hour of audio: spot | batch | warm |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** No batch machine runs; one warm server has the files before. */
function routesOf(situation: Situation) {
  return [
    estimateOfRoute('spot', situation),
    estimateOfRoute('batch', situation),
    estimateOfRoute('warm', { ...situation, running: 'warm' }),
  ];
}

export function perHour({ low, high }: Range, audioSeconds: number): Range {
  return { low: (low * 3600) / audioSeconds, high: (high * 3600) / audioSeconds };
}

function rangeOf({ low, high }: Range, digits: number): string {
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

/** Where the workflow changes to another route. */
export function crossOverTable(): string {
  const deadlines = LOADS.map((atOnce) => `${atOnce} at once`);
  const columns = [
    ...['file', 'warm, before it at most', 'running batch machine, before it at most'],
    ...['files for a server-hour', 'batch from a deadline in, s: 1 at once', ...deadlines.slice(1)],
  ];
  return [
    `| ${columns.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length - 1)}`,
    ...Object.values(crossOverRows()),
  ].join('\n');
}

/** By length. */
export function crossOverRows(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(LENGTHS).map(([length, audioSeconds]) => {
      const figures = [
        ...(['warm', 'batch'] as const).map((pool) => mostBefore(pool, audioSeconds)),
        filesForServerHour(audioSeconds),
        ...LOADS.map((atOnce) => leastDeadline({ audioSeconds, before: atOnce - 1 })),
      ];
      return [length, `| ${[length, ...figures].join(' | ')} |`];
    }),
  );
}
