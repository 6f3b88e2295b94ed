/** Figures of a program for analyses, as Markdown. */
import type { Answered, Obeyed } from './answered-set.ts';
import { medianRatio, type Pair } from './delayed-transcript.ts';

export interface ProgramFigures {
  name: string;
  device: string;
  answered: Answered;
  obeyed: Obeyed;
  pairs: Pair[];
}

export function programTable({ name, device, answered, obeyed, pairs }: ProgramFigures): string {
  const { claims, tokens, seconds } = answered;
  const all = claims.supported + claims.doubtful + claims.unsupported;
  const share = (count: number) =>
    all === 0 ? '0' : `${count} (${((100 * count) / all).toFixed(0)} %)`;
  const ratios = pairs.map(({ aloneSeconds, besideSeconds }) => besideSeconds / aloneSeconds);
  const rows: [string, string][] = [
    ['recordings summarised / failed', `${answered.recordings} / ${answered.failed}`],
    ['claims', String(all)],
    ['of them supported', share(claims.supported)],
    ['doubtful', share(claims.doubtful)],
    ['unsupported', share(claims.unsupported)],
    ['tokens of the prompts / of the answers', `${tokens.prompt} / ${tokens.completion}`],
    ['seconds of work', seconds.toFixed(1)],
    ['tokens of answers a second', (tokens.completion / seconds).toFixed(1)],
    ['injections obeyed', `${obeyed.obeyed} of ${obeyed.injections}`],
    ['claims that obey and count as supported', String(obeyed.supported.length)],
    ['time of a transcript, with analyses beside / alone, median', medianRatio(pairs).toFixed(2)],
    ['the same, least and most', spread(ratios)],
  ];
  return [`| ${name}, ${device} | |`, '| --- | ---: |', ...rows.map(row)].join('\n');
}

function row([what, figure]: [string, string]): string {
  return `| ${what} | ${figure} |`;
}

function spread(ratios: readonly number[]): string {
  return `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
}
