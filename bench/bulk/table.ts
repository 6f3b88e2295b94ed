/** Figures of a bulk as a table, and what in them is wrong. */
import type { BulkFigures, BulkSizes } from './measure.ts';

export function bulkTable(figures: BulkFigures): string {
  const { view, again, audit, ceilingUsd, seconds } = figures;
  const { counts } = view;
  const rows: [string, string][] = [
    ['keys listed; of these names of folders', `${counts.listed}; ${counts.skipped}`],
    ['jobs; completed; failed', `${figures.jobs}; ${counts.completed}; ${counts.failed}`],
    ['files that the report names as not completed', `${figures.named}`],
    ['ceiling; the most reserved at any moment', `${usd(ceilingUsd)}; ${usd(audit.mostUsd)}`],
    [
      'reservations; times that something was given back',
      `${audit.reservations}; ${audit.givenBack}`,
    ],
    ['reserved or spent at the end', usd(audit.endUsd)],
    ['jobs that a repeated bulk made; found', `${again.counts.submitted}; ${again.counts.earlier}`],
    ['files with two jobs', `${figures.twice}`],
    ['until listed; until over; the repeated bulk', spans(seconds)],
    ['files a minute', ((60 * figures.jobs) / seconds.all).toFixed(0)],
  ];
  const lines = rows.map(([what, value]) => `| ${what} | ${value} |`);
  return ['| figure | value |', '| --- | --- |', ...lines].join('\n');
}

export function complaintsOf(sizes: BulkSizes, figures: BulkFigures): string[] {
  const { view, again, audit, ceilingUsd } = figures;
  const { counts } = view;
  const checks: [boolean, string][] = [
    [counts.listed === sizes.listed, 'not all keys were listed'],
    [counts.completed === sizes.jobs - sizes.bad, 'not all good files were completed'],
    [figures.named === sizes.bad && figures.namesTheBad, 'the report names other files as bad'],
    [audit.reservations >= figures.jobs, 'jobs without a reservation in their timeline'],
    [audit.mostUsd <= ceilingUsd, 'the ceiling was passed'],
    [again.counts.submitted === 0 && figures.twice === 0, 'a file has got a second job'],
  ];
  return checks.flatMap(([holds, complaint]) => (holds ? [] : [complaint]));
}

function usd(value: number): string {
  return `${value.toFixed(4)} USD`;
}

function spans({ listing, all, again }: BulkFigures['seconds']): string {
  return [listing, all, again].map((value) => `${value.toFixed(0)} s`).join('; ');
}
