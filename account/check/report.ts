/** Findings as a table and sentences. */
import { PURPOSE_WORDS, type Checked } from './check.ts';

const STATES = { ok: 'ok', fault: 'FAULT', note: 'note', 'not asked': 'not asked' } as const;

/** One line for each check. */
export function tableOf(checked: readonly Checked[]): string {
  const width = Math.max(...checked.map(({ name }) => name.length));
  const state = Math.max(...Object.values(STATES).map((word) => word.length));
  return checked
    .map(({ name, finding }) =>
      `${name.padEnd(width)}  ${STATES[finding.state].padEnd(state)}  ${finding.found}`.trimEnd(),
    )
    .join('\n');
}

/** What to do about a fault or a note; for others what was found. */
export function sentenceOf({ name, stops, finding }: Checked): string {
  if (finding.state === 'ok' || finding.state === 'not asked') return `${name}: ${finding.found}.`;
  const { state, found, remedy } = finding;
  const stopped = stops.map((purpose) => PURPOSE_WORDS[purpose]).join(', ');
  const what = state === 'fault' ? ` This stops: ${stopped}.` : '';
  return `${name}: ${found}.${what} ${remedy}`;
}
