/**
 * The `prompt` of OpenAI's clients as a word list. There it is a list of terms, or text in which names and
 * acronyms are spelled as they are to be in the transcript:
 * https://developers.openai.com/api/docs/guides/speech-to-text#prompting
 *
 * A short piece between commas, semicolons, line ends and sentence ends is an entry. Of a longer one, those
 * words are that are written like names: with a capital, beyond the first word, or with a digit in them.
 */
import {
  bytesOf,
  MAX_ENTRY_CHARACTERS,
  MAX_VOCABULARY,
  MAX_VOCABULARY_BYTES,
} from '../transcript/vocabulary-limits.ts';
import { entriesIn, VocabularyEntry, type VocabularyReport } from '../transcript/vocabulary.ts';

/** Longer pieces are sentences. */
const MAX_ENTRY_WORDS = 4;

type Refused = VocabularyReport['refused'];

export interface PromptedVocabulary {
  vocabulary: string[];
  /** Pieces that are of no use, with the reason. */
  refused: Refused;
}

export function promptedVocabulary(prompt: string | undefined): PromptedVocabulary {
  const refused: Refused = [];
  const refuse = (entry: string, because: string) =>
    refused.push({ entry: entry.slice(0, MAX_ENTRY_CHARACTERS).toWellFormed(), because });
  const found: string[] = [];
  for (const piece of piecesOf(prompt ?? '')) {
    const terms = termsIn(piece);
    if (terms.length === 0) refuse(piece, 'this is a sentence without a name or a term');
    for (const term of terms) {
      const { data } = VocabularyEntry.safeParse(term);
      if (data === undefined) refuse(term, 'this is too long, or has control characters');
      else found.push(data);
    }
  }
  const { kept, left } = fitting([...new Set(found)]);
  for (const term of left) refuse(term, 'the list is full');
  return { vocabulary: kept, refused };
}

function piecesOf(prompt: string): string[] {
  return entriesIn(prompt.replace(/(?<![.!?])[.!?]+(?=\s|$)/g, '\n'));
}

function termsIn(piece: string): string[] {
  const words = piece.split(/\s+/);
  if (words.length <= MAX_ENTRY_WORDS) return [words.join(' ')];
  const names: string[][] = [];
  let isGoingOn = false;
  for (const [at, word] of words.entries()) {
    const isName = isWrittenLikeAName(word, at);
    if (isName && isGoingOn) names.at(-1)?.push(word);
    else if (isName) names.push([word]);
    isGoingOn = isName;
  }
  return names.map((name) => name.join(' ').replace(/^["'(«“]+|(?<!["')»”:])["')»”:]+$/g, ''));
}

/** The first word of a sentence has a capital anyway. */
function isWrittenLikeAName(word: string, at: number): boolean {
  const hasCapital = at > 0 && /^["'(«“]*\p{Lu}/u.test(word);
  if (hasCapital) return true;
  // Step by step: one pattern takes the square of the length of a word without a capital and a digit.
  return /[\p{Lu}\d]/u.test(after(word, /\p{L}/u)) || /\p{L}/u.test(after(word, /\d/));
}

/** What follows the first match; empty without one. */
function after(word: string, pattern: RegExp): string {
  const found = pattern.exec(word);
  return found ? word.slice(found.index + found[0].length) : '';
}

/** In their order, until the list is full. */
function fitting(terms: readonly string[]): { kept: string[]; left: string[] } {
  let bytes = 2;
  const kept: string[] = [];
  for (const term of terms) {
    // A pair of brackets has one byte more than the comma before each but the first.
    bytes += bytesOf([term]) - 1;
    if (bytes > MAX_VOCABULARY_BYTES || kept.length === MAX_VOCABULARY) break;
    kept.push(term);
  }
  return { kept, left: terms.slice(kept.length) };
}

/** What became of the list, with what was not in it; undefined if there is nothing to say. */
export function promptReport(
  report: VocabularyReport | undefined,
  refused: Readonly<Refused>,
): VocabularyReport | undefined {
  if (!report && refused.length === 0) return undefined;
  const { heard = [], replaced = [], refused: byEngine = [] } = report ?? {};
  return { heard, replaced, refused: [...byEngine, ...refused] };
}
