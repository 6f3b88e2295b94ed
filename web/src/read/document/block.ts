/** Paragraphs shown as one, with their words in one row. */
import {
  textOfWords,
  type EditedWord,
  type Paragraph,
} from '../../../../core/editing/edited-transcript.ts';

export class Block {
  /** Id of the first paragraph. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly speaker: string | undefined;
  readonly paragraphs: readonly Paragraph[];
  readonly words: readonly EditedWord[];
  #text: string | undefined;
  #offsets: Uint32Array | undefined;

  constructor(paragraphs: readonly Paragraph[]) {
    this.id = paragraphs[0]?.id ?? '';
    this.speaker = paragraphs[0]?.speaker;
    this.start = paragraphs[0]?.start ?? 0;
    this.end = Math.max(...paragraphs.map(({ end }) => end));
    this.paragraphs = paragraphs;
    this.words = paragraphs.flatMap(({ words }) => words);
  }

  get text(): string {
    return (this.#text ??= textOfWords(this.words));
  }

  /** Where each word begins in the text. */
  get offsets(): Uint32Array {
    return (this.#offsets ??= offsetsOf(this.words));
  }

  /** Whether the machine was not sure whose words these are. */
  get isSpeakerUncertain(): boolean {
    return this.paragraphs.some(({ flags }) => flags.includes('uncertain_speaker'));
  }

  isOf(paragraphs: readonly Paragraph[]): boolean {
    const own = this.paragraphs;
    return own.length === paragraphs.length && own.every((one, nth) => one === paragraphs[nth]);
  }

  /** Index of the word at a place of the text, or of the one before it. */
  wordAt(offset: number): number {
    let [low, high] = [0, this.offsets.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The paragraph that begins with this word, unless it is the first. */
  paragraphBeginningWith(wordId: string): Paragraph | undefined {
    return this.paragraphs.slice(1).find(({ words }) => words[0]?.id === wordId);
  }
}

function offsetsOf(words: readonly EditedWord[]): Uint32Array {
  const offsets = new Uint32Array(words.length);
  let at = 0;
  for (const [nth, { text, before = ' ' }] of words.entries()) {
    if (nth > 0) at += before.length;
    offsets[nth] = at;
    at += text.length;
  }
  return offsets;
}
