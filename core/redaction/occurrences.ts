/** Finds a text that a person named, wherever it stands. */
import type { Candidate } from './candidate.ts';
import type { RedactionKind } from './redact-request.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Whatever the case; of a name also the genitive. Each word of a name is one of its own. */
export function occurrences(
  tokens: readonly Token[],
  text: string,
  kind: RedactionKind,
): Candidate[] {
  const wanted = tokensOf([{ id: 0, start: 0, end: 0, text, confidence: 1, flags: [] }]);
  const found: Candidate[] = [];
  for (let at = 0; at + wanted.length <= tokens.length; at++) {
    if (!wanted.every((one, nth) => isSame(one, tokens[at + nth], kind))) continue;
    const indices = wanted.map((_, nth) => at + nth);
    if (kind === 'name') {
      const parts = indices.map((index, nth) => [[index], wanted[nth]?.lower ?? ''] as const);
      found.push(
        ...parts.map(([own, normalised]) => ({ kind, at: own, confidence: 1, normalised })),
      );
    } else {
      const normalised = wanted.map(({ lower }) => lower).join(' ');
      found.push({ kind, at: indices, confidence: 1, normalised });
    }
    at += wanted.length - 1;
  }
  return found;
}

function isSame(wanted: Token, token: Token | undefined, kind: RedactionKind): boolean {
  if (token === undefined || token.core === '') return false;
  return wanted.lower === token.lower || (kind === 'name' && token.lower === `${wanted.lower}s`);
}

/** Whether the name is written with a genitive's s. */
export function isGenitive(token: Token, { normalised }: Candidate): boolean {
  return token.lower !== normalised && /^['’:]?s$/u.test(token.lower.slice(normalised.length));
}
