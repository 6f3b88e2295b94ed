/**
 * The tokens of an edited text, each with the ids of the words that it is made of: an id of the machine's
 * word is that of the token in the machine's text (`<segment id>.<n>`).
 */
import {
  isMachineWord,
  type EditedTranscript,
  type EditedWord,
} from '../editing/edited-transcript.ts';
import { editedTranscript } from '../editing/transcript-of.ts';
import type { Segment, Word } from '../transcript/transcript.ts';
import { tokensOf, type Token } from './tokens.ts';

export interface EditedToken extends Token {
  /** The id of its first word. */
  readonly id: string;
  readonly ids: readonly string[];
  /** Ids of the machine's words in its place; empty: it was inserted. */
  readonly machine: readonly string[];
}

export interface EditedText {
  segments: Segment[];
  words: Word[];
  tokens: EditedToken[];
}

export function editedText(document: EditedTranscript, of: { hasSpeakers: boolean }): EditedText {
  const { segments, words } = editedTranscript(document, of);
  const own = document.paragraphs.flatMap((paragraph) => tokenWords(paragraph.words));
  const tokens = tokensOf(segments, words).map((token, nth): EditedToken => {
    const spelled = own[nth] ?? [];
    const ids = spelled.map(({ id }) => id);
    const machine = spelled.flatMap((word) =>
      isMachineWord(word) ? [word.id] : (word.replaces ?? []),
    );
    return { ...token, id: ids[0] ?? '', ids, machine: [...new Set(machine)] };
  });
  return { segments, words, tokens };
}

/** Words without white space between them are one token. */
function tokenWords(words: readonly EditedWord[]): EditedWord[][] {
  const tokens: EditedWord[][] = [];
  for (const word of words) {
    if (word.before === '' && tokens.length > 0) tokens.at(-1)?.push(word);
    else tokens.push([word]);
  }
  return tokens;
}
