/** Where the machine's words stood that are gone. */
import { changedWords } from '../../../core/editing/changed-words.ts';
import type { EditedTranscript } from '../../../core/editing/edited-transcript.ts';

/** By the id of the word before which they stood; `after <id>` if the text ended with them. */
export function removalsIn(
  machine: EditedTranscript,
  document: EditedTranscript,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lastOfParagraph = lastWords(document);
  for (const { before, words, between } of changedWords(machine, document)) {
    if (before === '') continue;
    const [first] = words;
    // Beside the word that was before them, if that ends a paragraph: they belonged to it.
    if (first !== undefined) found.set(first, before);
    else if (between.before !== undefined && lastOfParagraph.has(between.before)) {
      found.set(`after ${between.before}`, before);
    } else if (between.after !== undefined) found.set(between.after, before);
  }
  return found;
}

function lastWords({ paragraphs }: EditedTranscript): ReadonlySet<string> {
  return new Set(paragraphs.map(({ words }) => words.at(-1)?.id ?? ''));
}
