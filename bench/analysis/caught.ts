/** Share of the test set's claims that the proof of claims marks: as it should be, nearly all that is false. */
import type { RawClaim } from '../../core/analysis/analysis.ts';
import { CLAIM_FORMS } from './set/recording-file.ts';
import { FALSEHOODS, type MadeClaim, type Recording } from './set/made-set.ts';

/** Least share of all falsehoods. */
export const LEAST_CAUGHT = 0.95;
/** Largest share of true claims. */
export const MOST_DOUBTED = 0.05;

/** A claim beside what was found of it; as checkClaim's, of which only this is used. */
export interface Verdict {
  status: 'supported' | 'doubtful' | 'unsupported';
  marks?: { kind: string; detail: string }[] | undefined;
}

export interface CheckedClaim {
  recording: Recording;
  made: MadeClaim;
  verdict: Verdict;
}

export type Check = (raw: RawClaim) => Verdict;

/** @param checkOf makes the check of one recording's claims */
export function checkedSet(
  set: readonly Recording[],
  checkOf: (recording: Recording) => Check,
): CheckedClaim[] {
  return set.flatMap((recording) => {
    const check = checkOf(recording);
    return recording.claims.map((made) => ({ recording, made, verdict: check(made.raw) }));
  });
}

export function isMarked({ verdict }: CheckedClaim): boolean {
  return verdict.status !== 'supported';
}

export interface Share {
  what: string;
  isFalse: boolean;
  claims: number;
  marked: number;
}

/** By kind of falsehood, with the ways to cite what was never said, then by form of true claim. */
export function shares(checked: readonly CheckedClaim[]): Share[] {
  const of = (what: string, isFalse: boolean, belongs: (made: MadeClaim) => boolean): Share => {
    const these = checked.filter(({ made }) => belongs(made));
    return { what, isFalse, claims: these.length, marked: these.filter(isMarked).length };
  };
  return [
    of('false, all', true, ({ falsehood }) => falsehood !== undefined),
    ...FALSEHOODS.map((kind) => of(`false: ${kind}`, true, ({ falsehood }) => falsehood === kind)),
    ...['invented-quote', 'other-quote', 'no-quote', 'unknown-segment'].map((way) =>
      of(`never-said, ${way}`, true, ({ form }) => form === way),
    ),
    of('true, all', false, ({ falsehood }) => falsehood === undefined),
    ...CLAIM_FORMS.map((way) => of(`true: ${way}`, false, ({ form }) => form === way)),
  ];
}

/** Sentences; empty if the two bounds hold over all of these claims. */
export function complaints(checked: readonly CheckedClaim[]): string[] {
  return shares(checked).flatMap(({ what, isFalse, claims, marked }) => {
    const share = marked / claims;
    const percent = `${(100 * share).toFixed(1)} % of “${what}” are marked`;
    if (what === 'false, all' && share < LEAST_CAUGHT) return [`${percent}: too few.`];
    if (what === 'true, all' && share > MOST_DOUBTED) return [`${percent}: too many.`];
    return isFalse && share === 0 ? [`${percent}.`] : [];
  });
}
