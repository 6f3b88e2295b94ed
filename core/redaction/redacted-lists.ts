/** What a transcript says of single words: places to hear again and the word list's report. */
import type { ReviewPlace } from '../transcript/review.ts';
import type { VocabularyReport } from '../transcript/vocabulary.ts';
import type { Found } from './found.ts';
import type { Item } from './items.ts';
import { knownName } from './known-names.ts';
import { edgesFrom } from './numbers/numeric-edges.ts';
import { TAGS } from './pseudonym-forms.ts';
import { tokensOf, type Token } from './tokens.ts';

interface Lists {
  review?: ReviewPlace[] | undefined;
  vocabularyReport?: VocabularyReport | undefined;
}

interface Known {
  found: readonly Found[];
  tokens: readonly Token[];
  items: readonly Item[];
  people: readonly string[];
}

/**
 * A place within a find shows its kind in place of the word; no place has what was heard otherwise. Entries
 * of a word list that hold a name, or a part of a find, are left out.
 */
export function redactedLists({ review, vocabularyReport }: Lists, known: Known): Lists {
  const secret = secretWords(known);
  const isSecret = (text: string) =>
    coresOf(text).some((core) => secret.has(core) || secret.has(knownName(core).base));
  const isOpen = (entry: string) => !isSecret(entry) && !coresOf(entry).some(isName(known));
  return {
    ...(review && { review: review.map((place) => reviewed(place)) }),
    ...(vocabularyReport && {
      vocabularyReport: {
        heard: vocabularyReport.heard.filter(({ entry }) => isOpen(entry)),
        replaced: vocabularyReport.replaced.filter(({ from, to }) => isOpen(from) && isOpen(to)),
        refused: vocabularyReport.refused.filter(({ entry }) => isOpen(entry)),
      },
    }),
  };

  function reviewed({ alternative: _, ...place }: ReviewPlace): ReviewPlace {
    const within = known.found.find(({ start, end }) => place.start < end && start < place.end);
    if (within) return { ...place, word: `[${TAGS[within.kind]}]` };
    return isSecret(place.word) ? { ...place, word: '[…]' } : place;
  }
}

/** Lower case, names without genitive. */
function secretWords({ items, tokens, people }: Known): Set<string> {
  const parts = items.flatMap((item) => item.parts);
  const written = parts.flatMap(({ at }) => at.flatMap((index) => tokens[index]?.lower ?? []));
  // Words that a number is made of are ordinary words: "elva", "streck".
  const named = new Set(parts.filter(({ kind }) => kind === 'name').flatMap(({ at }) => at));
  const ordinary = parts
    .flatMap(({ at }) => at)
    .filter((at) => !named.has(at) && edgesFrom(tokens, at).length > 0)
    .flatMap((at) => tokens[at]?.lower ?? [])
    .filter((one) => !/\d{3}/.test(one));
  const all = new Set([...people, ...parts.map(({ normalised }) => normalised), ...written]);
  for (const one of ordinary) all.delete(one);
  return all;
}

function isName({ items }: Known): (core: string) => boolean {
  const hasNames = items.some(({ kind }) => kind === 'name');
  return (core) => hasNames && knownName(core).class !== 'unknown';
}

function coresOf(text: string): string[] {
  const tokens = tokensOf([{ id: 0, start: 0, end: 0, text, confidence: 1, flags: [] }]);
  return tokens.map(({ lower }) => lower);
}
