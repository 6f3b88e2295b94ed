/** Pseudonyms of an earlier copy: the same original has the same one in the next, and no other has it. */
import type { Found } from './found.ts';
import type { Item } from './items.ts';
import { knownName } from './known-names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** The words of a name in lower case, without a genitive. */
export function basesOf({ kind, text = '' }: Found): string[] {
  return kind === 'name' ? text.split(' ').map((word) => knownName(word).base) : [];
}

export function keepNames(one: Found, pseudonyms: Pseudonyms): void {
  const words = (one.text ?? '').split(' ');
  const parts = one.pseudonym.split(' ');
  if (parts.length !== words.length) return;
  for (const [nth, base] of basesOf(one).entries()) {
    const word = words[nth] ?? '';
    // What is written beyond the base is the genitive, which the pseudonym has as "s".
    const isGenitive = word.length > base.length;
    const pseudonym = isGenitive ? parts[nth]?.replace(/s$/u, '') : parts[nth];
    const original = word.slice(0, base.length);
    if (pseudonym !== undefined) pseudonyms.keep('name', base, { pseudonym, original });
  }
}

/** Keeps the pseudonyms of numbers and addresses: an item of the same text says which are equal. */
export function keepOthers(
  items: readonly Item[],
  found: readonly { found: Found; at: readonly number[] }[],
  pseudonyms: Pseudonyms,
): void {
  const byPlace = new Map(found.map((one) => [one.at[0], one.found]));
  for (const { kind, parts } of items) {
    const [part] = parts;
    const one = byPlace.get(part?.at[0]);
    if (kind === 'name' || !part || one?.kind !== kind) continue;
    const { pseudonym, text: original = '' } = one;
    pseudonyms.keep(kind, part.normalised, { pseudonym, original });
  }
}
