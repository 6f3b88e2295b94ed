/** Names that a model found: only where the rules found nothing, and then wherever the same name stands. */
import type { Candidate } from '../candidate.ts';
import { knownName } from '../known-names.ts';
import type { NameSpan } from '../name-spans.ts';
import type { Token } from '../tokens.ts';
import { namesIn } from './names.ts';

/** @param tokens what the rules found counts as replaced in them (`isPseudonym`) */
export function namesByModel(tokens: readonly Token[], spans: readonly NameSpan[]): Candidate[] {
  const found = genitivesJoined(tokens, placesOf(tokens, spans));
  const taken = new Set(found.flatMap(({ at }) => at));
  const rest = tokens.map((token, at) => (taken.has(at) ? { ...token, isPseudonym: true } : token));
  // A word or a place is a name only where the model says so.
  const certain = found.filter(({ normalised }) => !knownName(normalised).isAmbiguous);
  const again = namesIn(
    rest,
    certain.map(({ normalised }) => normalised),
  );
  return [...found, ...again.map((one): Candidate => ({ ...one, by: 'model' }))];
}

function placesOf(tokens: readonly Token[], spans: readonly NameSpan[]): Candidate[] {
  const begins = new Map<number, number>();
  for (const [at, { segment }] of tokens.entries()) {
    if (!begins.has(segment)) begins.set(segment, at);
  }
  const scores = new Map<number, number>();
  for (const { segment, first, last, score } of spans) {
    const begin = begins.get(segment) ?? Infinity;
    for (let at = begin + first; at <= begin + last && tokens[at]?.segment === segment; at++) {
      scores.set(at, Math.max(score, scores.get(at) ?? 0));
    }
  }
  return [...scores].flatMap(([at, confidence]): Candidate[] => {
    const token = tokens[at];
    if (!token || token.isPseudonym || !/\p{L}/u.test(token.core)) return [];
    const { base } = knownName(token.core);
    return [{ kind: 'name', at: [at], confidence, normalised: base, by: 'model' }];
  });
}

/** A name in no list is taken as a genitive only if the name itself occurs: "Skruttan", "Skruttans". */
function genitivesJoined(tokens: readonly Token[], found: readonly Candidate[]): Candidate[] {
  const bases = new Set([
    ...found.map(({ normalised }) => normalised),
    ...tokens.map(({ lower }) => lower),
  ]);
  return found.map((one) => {
    const [, stem] = /^(.{2,}?)['’:]?s$/u.exec(one.normalised) ?? [];
    return stem !== undefined && bases.has(stem) ? { ...one, normalised: stem } : one;
  });
}
