/** The entries of a word list as it is typed or pasted: one a line, each once. */
import {
  bytesOf,
  MAX_ENTRY_CHARACTERS,
  MAX_VOCABULARY,
  MAX_VOCABULARY_BYTES,
} from '../../../../core/transcript/vocabulary-limits.ts';

export interface TypedVocabulary {
  readonly entries: readonly string[];
  /** Entries that are left out since they are too long. */
  readonly tooLong: number;
  /** Entries that are left out since there are too many. */
  readonly tooMany: number;
}

export function vocabularyOf(typed: string): TypedVocabulary {
  const lines = typed.split(/\r?\n/).map((line) => line.trim().replace(/\s+/g, ' '));
  const all = [...new Set(lines.filter((line) => line !== ''))];
  const short = all.filter((entry) => entry.length <= MAX_ENTRY_CHARACTERS);
  const entries = withinBytes(short.slice(0, MAX_VOCABULARY));
  return {
    entries,
    tooLong: all.length - short.length,
    tooMany: short.length - entries.length,
  };
}

/** The first ones, as many as there is room for. */
function withinBytes(entries: readonly string[]): string[] {
  let [bytes, count] = ['[]'.length, 0];
  for (const entry of entries) {
    bytes += bytesOf([entry]) - 1;
    if (bytes > MAX_VOCABULARY_BYTES) break;
    count += 1;
  }
  return entries.slice(0, count);
}
