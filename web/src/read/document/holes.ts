/** Speech without text: what the ledger of the recording says of every second. */
import type { CoverageSpan } from '../../../../core/transcript/transcript.ts';

export interface Hole {
  readonly start: number;
  readonly end: number;
  /** `no_text`, `undecodable`, `lost`: an open list. */
  readonly reason: string;
}

export function holesIn(coverage: readonly CoverageSpan[] = []): Hole[] {
  return coverage
    .filter(({ kind }) => kind === 'untranscribed')
    .map(({ start, end, reason = '' }) => ({ start, end, reason }));
}
