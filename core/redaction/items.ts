/** Finds as people see them: given name and surname are one. */
import type { Candidate } from './candidate.ts';
import { findIdentifiers, type KnownOfNames } from './find-identifiers.ts';
import type { RedactionKind } from './redact-request.ts';
import { isGenitive } from './occurrences.ts';
import type { Token } from './tokens.ts';

export interface Item {
  /** `<segment id>.<place in it>` of its first token. */
  id: string;
  kind: RedactionKind;
  /** Each gets a pseudonym of its own; a number has one. */
  parts: readonly Candidate[];
  confidence: number;
  /** The model for names alone found a part of it. */
  by?: 'model';
}

interface Search extends KnownOfNames {
  kinds: readonly RedactionKind[];
  idOf: (token: Token) => string;
}

export function itemsIn(tokens: readonly Token[], { kinds, idOf, ...known }: Search): Item[] {
  return grouped(tokens, findIdentifiers(tokens, kinds, known)).flatMap((parts): Item[] => {
    const [first] = parts;
    const token = tokens[first?.at[0] ?? -1];
    if (!first || !token) return [];
    const confidence = Math.max(...parts.map((part) => part.confidence));
    const byModel = parts.some(({ by }) => by === 'model') && { by: 'model' as const };
    return [{ id: idOf(token), kind: first.kind, parts, confidence, ...byModel }];
  });
}

/** Names that follow one another are one person's. */
function grouped(tokens: readonly Token[], all: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  for (const one of all) {
    const last = groups.at(-1)?.at(-1);
    if (last && follows(tokens, last, one)) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups;
}

function follows(tokens: readonly Token[], last: Candidate, one: Candidate): boolean {
  if (last.kind !== 'name' || one.kind !== 'name') return false;
  const [before, after] = [last.at.at(-1) ?? -1, one.at[0] ?? 0];
  const [token, next] = [tokens[before], tokens[after]];
  const isBare = token?.trail === '' && token.segment === next?.segment;
  return isBare && after === before + 1 && !isGenitive(token, last);
}
