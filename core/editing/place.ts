/** Where words and paragraphs of a document are. */
import type { EditedTranscript, Paragraph } from './edited-transcript.ts';
import { EditRefused } from './edit-refused.ts';

export interface Place {
  paragraph: Paragraph;
  /** Index of the paragraph in the document. */
  at: number;
  /** Index of the word in the paragraph. */
  nth: number;
}

/** @throws EditRefused */
export function placeOfWord({ paragraphs }: EditedTranscript, id: string): Place {
  // Most words are still in the paragraph that their id names.
  const likely = paragraphs.findIndex((one) => one.id === id.slice(0, id.lastIndexOf('.')));
  const found = placeIn(paragraphs[likely], likely, id);
  if (found) return found;
  for (const [at, paragraph] of paragraphs.entries()) {
    const place = placeIn(paragraph, at, id);
    if (place) return place;
  }
  throw new EditRefused(`There is no word ${id} in this version.`);
}

function placeIn(paragraph: Paragraph | undefined, at: number, id: string): Place | undefined {
  const nth = paragraph?.words.findIndex((word) => word.id === id) ?? -1;
  return paragraph && nth >= 0 ? { paragraph, at, nth } : undefined;
}

/** Index of a paragraph. @throws EditRefused */
export function placeOfParagraph({ paragraphs }: EditedTranscript, id: string): number {
  const at = paragraphs.findIndex((one) => one.id === id);
  if (at < 0) throw new EditRefused(`There is no paragraph ${id} in this version.`);
  return at;
}

/** The document with others in the place of `count` paragraphs. */
export function withParagraphs(
  document: EditedTranscript,
  [at, count]: readonly [at: number, count: number],
  others: readonly Paragraph[],
): EditedTranscript {
  return { ...document, paragraphs: document.paragraphs.toSpliced(at, count, ...others) };
}
