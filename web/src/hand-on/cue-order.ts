/** Subtitles with problems, worst first. */
import type { Schemas } from '../app/api.ts';

export type Report = Schemas['SubtitleReport'];
export type Cue = Report['cues'][number];
export type CueProblem = Cue['problems'][number];

/** A cue that lasts until the next begins is usual, and disturbs least. */
const MINOR = new Set<CueProblem['rule']>(['gap']);

/** @param rule only those with this problem; empty: all */
export function worstFirst({ cues }: Report, rule: string): Cue[] {
  return cues
    .filter(({ problems }) => problems.some((one) => rule === '' || one.rule === rule))
    .toSorted((a, b) => badness(b, rule) - badness(a, rule) || a.start - b.start);
}

/** How far the figures are from their limits, as a sum of shares. */
function badness({ problems }: Cue, rule: string): number {
  const counted = problems.filter((one) => rule === '' || one.rule === rule);
  return counted.reduce((sum, { rule: of, value, limit }) => {
    const share = limit > 0 ? Math.abs(value - limit) / limit : Math.abs(value);
    return sum + (MINOR.has(of) ? share / 100 : share);
  }, 0);
}
