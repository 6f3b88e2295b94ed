/** Limits of a word list: without the schemas, for the page. */
export const MAX_VOCABULARY = 1000;
export const MAX_ENTRY_CHARACTERS = 100;
/** A job's item has 400 kB, a message 256 KiB, and a bulk's list is in each of its jobs. */
export const MAX_VOCABULARY_BYTES = 20_000;

/** As JSON in UTF-8. */
export function bytesOf(entries: readonly string[]): number {
  return new TextEncoder().encode(JSON.stringify(entries)).length;
}
