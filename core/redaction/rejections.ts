/** Which rejections of finds hold. */
import type { RedactionDecisions } from './found.ts';
import { occurrences } from './occurrences.ts';
import type { Token } from './tokens.ts';

interface Decisions {
  /** All so far. */
  decisions: RedactionDecisions;
  /** Those of the last request. */
  newest: RedactionDecisions;
}

/** What is added after it was rejected is no longer rejected. */
export function rejections(
  tokens: readonly Token[],
  idOf: (at: number) => string,
  { decisions, newest }: Decisions,
): Set<string> {
  const reject = new Set(decisions.reject);
  if (reject.size === 0) return reject;
  const added = newest.add.flatMap(({ text, kind }) => occurrences(tokens, text, kind));
  for (const { at } of added) reject.delete(idOf(at[0] ?? -1));
  for (const id of newest.reject) reject.add(id);
  return reject;
}
