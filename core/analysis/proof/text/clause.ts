import type { Token } from './token.ts';

/** A clause of a text, and what it denies. */
export interface Clause {
  /** Index of its first word, and after its last. */
  first: number;
  end: number;
  negated: boolean;
  /** Its negation can be meant either way: a question, `inte bara`, `om inte`, `inte … förrän`. */
  either: boolean;
  tokens: readonly Token[];
  words: string[];
  /** Stems of words with meaning, and meanings of numbers. */
  stems: string[];
  /** Those that the negation is about: what follows it, and the verb before it. */
  denied: string[];
  /** The verb before an adverb that denies: `talade` of `talade aldrig`. */
  head: string | undefined;
  /** For a denial that takes up the clause before, `det gäller inte`: the words of that clause. */
  topic: string[];
  /** Stem of the verb that implies the denial: `slutat hosta`. */
  implied: string | undefined;
}
