/** Puts what a model chose of numbered claims into claims that can be proven. */
import type { Claim, RawClaim } from '../analysis.ts';
import type { ChosenClaim } from './reduce-answer.ts';

/** `marks`: those of the claims that it was made of which a later look at its quotes does not find. */
export type ReducedClaim = RawClaim & Pick<Claim, 'group' | 'chapter' | 'marks'>;

/** Quotes of one claim; those beyond say nothing new. */
const MOST_SUPPORT = 12;

export function asRaw({ text, support, group, chapter, marks }: Claim): ReducedClaim {
  // The support has the segments in which the quotes were found, whatever the model cited.
  const lasting = marks?.filter(({ kind }) => kind === 'unknown-segment') ?? [];
  return {
    text,
    support: support.map(({ segment, quote }) => ({ segment, quote })),
    ...(group !== undefined && { group }),
    ...(chapter !== undefined && { chapter }),
    ...(lasting.length > 0 && { marks: lasting }),
  };
}

/** Only what was chosen, in the order of the model. */
export function joinedClaims(
  claims: readonly ReducedClaim[],
  chosen: readonly ChosenClaim[],
): ReducedClaim[] {
  return chosen.map((one) => joined(claims, one));
}

/** All of them: what nothing was made of stays as it is. In the order of the recording. */
export function mergedClaims(
  claims: readonly ReducedClaim[],
  chosen: readonly ChosenClaim[],
): ReducedClaim[] {
  const used = new Set(chosen.flatMap(({ from }) => from));
  const made = chosen.map((one) => ({ at: Math.min(...one.from), claim: joined(claims, one) }));
  const kept = claims.map((claim, index) => ({ at: index + 1, claim }));
  return [...made, ...kept.filter(({ at }) => !used.has(at))]
    .sort((a, b) => a.at - b.at)
    .map(({ claim }) => claim);
}

function joined(claims: readonly ReducedClaim[], { text, from, group }: ChosenClaim): ReducedClaim {
  const sources = from.flatMap((number) => claims[number - 1] ?? []);
  const support = new Map(
    sources.flatMap((one) => one.support).map((one) => [JSON.stringify(one), one] as const),
  );
  const first = sources[0];
  const marks = sources.flatMap((one) => one.marks ?? []);
  return {
    text,
    support: [...support.values()].slice(0, MOST_SUPPORT),
    ...((group ?? first?.group) !== undefined && { group: group ?? first?.group }),
    ...(first?.chapter !== undefined && { chapter: first.chapter }),
    ...(marks.length > 0 && { marks }),
  };
}
