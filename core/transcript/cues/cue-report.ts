/**
 * What broadcasters would object to, cue by cue. Limits are those of Netflix:
 *
 *   lines, lineLength  two lines, 42 characters; in other scripts as layout.ts has it
 *   duration           5/6 s to 7 s; 5/6 s is 0.833 s in the milliseconds of a file
 *   readingSpeed       17 characters per second
 *   gap                two frames to the next cue: 0.08 s at 25 frames per second
 *   overlap            one cue at a time
 *
 * Sources: Timed Text Style Guide, General Requirements
 * (https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617) for duration and lines, and for the
 * frame gap its English template
 * (https://backlothelp.netflix.com/hc/en-us/articles/219375728-English-Template-Timed-Text-Style-Guide),
 * which also has 42 characters and 17 per second. BBC (https://bbc.github.io/subtitle-guidelines/)
 * allows cues without a gap: the engine lets a cue stand until the next begins, so `gap` is frequent.
 */
import { DASH, layoutOf, LATIN } from './layout.ts';

export const CUE_RULES = [
  'lineLength',
  'lines',
  'duration',
  'readingSpeed',
  'gap',
  'overlap',
] as const;
export type CueRule = (typeof CUE_RULES)[number];

/** Characters, lines, seconds, and characters per second. */
export const CUE_LIMITS = {
  lineLength: LATIN.line,
  lines: 2,
  shortestSeconds: 0.833,
  longestSeconds: 7,
  charactersPerSecond: LATIN.speed,
  gapSeconds: 0.08,
} as const;

/** `value` as measured, `limit` as allowed, in the unit of the rule. */
export interface CueProblem {
  rule: CueRule;
  value: number;
  limit: number;
}

interface PlainCue {
  start: number;
  end: number;
  lines: readonly string[];
}

export interface CheckedCue {
  start: number;
  end: number;
  lines: string[];
  problems: CueProblem[];
}

export interface CueReport {
  limits: typeof CUE_LIMITS;
  cues: CheckedCue[];
  /** How often each rule is broken; a rule that is not broken is absent. */
  problems: Partial<Record<CueRule, number>>;
}

/** @param cues in the order of their starts */
export function cueReport(cues: readonly PlainCue[]): CueReport {
  const problems: Partial<Record<CueRule, number>> = {};
  const checked = cues.map((cue, nth) => {
    const found = [...ofLines(cue), ...ofTime(cue), ...ofPair(cue, cues[nth + 1])];
    for (const rule of new Set(found.map((one) => one.rule))) {
      problems[rule] = (problems[rule] ?? 0) + 1;
    }
    const { start, end, lines } = cue;
    return { start, end, lines: [...lines], problems: found };
  });
  return { limits: CUE_LIMITS, cues: checked, problems };
}

function ofLines({ lines }: PlainCue): CueProblem[] {
  const problems: CueProblem[] = [];
  const layout = layoutOf(lines.join(''));
  const unit = layout.columnsPerCharacter;
  const widest = lines.reduce((most, line) => Math.max(most, layout.width(line)), 0);
  if (widest > layout.line) {
    problems.push({ rule: 'lineLength', value: widest / unit, limit: layout.line / unit });
  }
  if (lines.length > CUE_LIMITS.lines) {
    problems.push({ rule: 'lines', value: lines.length, limit: CUE_LIMITS.lines });
  }
  return problems;
}

function ofTime({ start, end, lines }: PlainCue): CueProblem[] {
  const problems: CueProblem[] = [];
  const lasts = apart(start, end);
  const { shortestSeconds, longestSeconds } = CUE_LIMITS;
  if (lasts < shortestSeconds) {
    problems.push({ rule: 'duration', value: lasts, limit: shortestSeconds });
  } else if (lasts > longestSeconds) {
    problems.push({ rule: 'duration', value: lasts, limit: longestSeconds });
  }
  const layout = layoutOf(lines.join(''));
  const unit = layout.columnsPerCharacter;
  const columns = lines.reduce((sum, line) => sum + layout.width(withoutDash(line)), 0);
  // In whole milliseconds, as the file has it; a cue without any time is not read at all.
  if (columns * 1000 > layout.speed * Math.round(lasts * 1000)) {
    const value = Math.ceil((10 * columns) / unit / Math.max(lasts, 0.001)) / 10;
    problems.push({ rule: 'readingSpeed', value, limit: layout.speed / unit });
  }
  return problems;
}

/** Told of the earlier one of two. */
function ofPair({ end }: PlainCue, next: PlainCue | undefined): CueProblem[] {
  if (!next) return [];
  const gap = apart(end, next.start);
  if (gap < 0) return [{ rule: 'overlap', value: -gap, limit: 0 }];
  const limit = CUE_LIMITS.gapSeconds;
  return gap < limit ? [{ rule: 'gap', value: gap, limit }] : [];
}

/** The dash of a speaker takes no time to read. */
function withoutDash(line: string): string {
  return line.startsWith(DASH) ? line.slice(DASH.length) : line;
}

/** Seconds between two times, in whole milliseconds. */
function apart(from: number, to: number): number {
  return (Math.round(to * 1000) - Math.round(from * 1000)) / 1000;
}
