/** A claim beside what it rests on, as each check sees it. */
import type { ClaimMark } from '../../analysis.ts';
import type { Evidence } from '../evidence.ts';
import type { Passage } from '../passage.ts';
import type { Token } from '../text/token.ts';

export interface Checked {
  text: string;
  tokens: readonly Token[];
  /** Language of the claim; that of the transcript where it cannot be told. */
  language: string;
  passages: readonly Passage[];
  evidence: Evidence;
}

export type Check = (checked: Checked) => ClaimMark[];

const MAX_DETAIL = 200;

export function markOf(kind: string, detail: string): ClaimMark {
  return { kind, detail: detail.slice(0, MAX_DETAIL) };
}
