/** Subtitles with problems, worst first. */

export interface CueProblem {
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
}

export interface Cue {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly problems: readonly CueProblem[];
}

/** Of GET /jobs/{id}/subtitles. */
export interface Report {
  readonly cues: readonly Cue[];
  readonly problems: Readonly<Record<string, number>>;
}

/** A cue that lasts until the next begins is usual, and disturbs least. */
const MINOR = new Set(['gap']);

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
