/** Figures of two models on one machine, as Markdown. */
import type { MeasuredJobs } from './measured-jobs.ts';
import { MOST_RATIO, ratios } from './ratios.ts';

export function timelineTable({ alone, together }: MeasuredJobs): string {
  const { transcript, total } = ratios(alone, together);
  const slower = Math.max(alone.transcriptSeconds, alone.analysisSeconds);
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `| median | alone | together | ratio, at most ${MOST_RATIO} |`,
    '| --- | ---: | ---: | ---: |',
    row(
      'until the transcript is published',
      seconds(alone.transcriptSeconds),
      seconds(together.transcriptSeconds),
      transcript.toFixed(2),
    ),
    row('the analyses of a finished transcript', seconds(alone.analysisSeconds), '', ''),
    row(
      'all, against the slower',
      seconds(slower),
      seconds(together.totalSeconds),
      total.toFixed(2),
    ),
  ].join('\n');
}
