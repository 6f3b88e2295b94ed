/**
 * A transcript that people mend: paragraphs of words, all with ids. Documents are never changed in
 * place, and a later version has the same objects wherever nothing was edited.
 *
 * Ids of words: the machine's are `<segment id>.<n>`, counted from 0; new ones `e<version>.<n>`.
 * Ids of paragraphs: the machine's are the ids of segments; of a split `p<version>.<n>`.
 */
export interface EditedWord {
  readonly id: string;
  readonly text: string;
  /** Seconds. Estimated by letters where the machine has no word times, and for edited words. */
  readonly start: number;
  readonly end: number;
  /** The machine's, 0 to 1; absent for edited words. */
  readonly probability?: number;
  /** Ids of the machine's words that an edited word stands for; absent: it was inserted. */
  readonly replaces?: readonly string[];
  /** The machine's, where it told voices apart and a person has not said otherwise. */
  readonly speaker?: string;
  /** What separates it from the word before, if that is not one space; nothing in Japanese. */
  readonly before?: string;
}

export interface Paragraph {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** The label; `names` of the document may have a name for it. */
  readonly speaker?: string;
  /** The machine's flags: see Segment. */
  readonly flags: readonly string[];
  readonly confidence: number;
  readonly words: readonly EditedWord[];
}

export interface EditedTranscript {
  /** 0: as the machine wrote it. */
  readonly version: number;
  /** Names that people gave to speakers, by label. */
  readonly names: Readonly<Record<string, string>>;
  readonly paragraphs: readonly Paragraph[];
}

export function isMachineWord({ id }: EditedWord): boolean {
  return !id.startsWith('e');
}

/** Ids of the machine's words that these stand for. */
export function machineIds(words: readonly EditedWord[]): string[] {
  const ids = words.flatMap((word) => (isMachineWord(word) ? [word.id] : (word.replaces ?? [])));
  return [...new Set(ids)];
}

/** Words as text. */
export function textOfWords(words: readonly EditedWord[]): string {
  return words.map(({ text, before = ' ' }, nth) => (nth === 0 ? text : before + text)).join('');
}

/** Name of a speaker: as given, else the label. */
export function nameOfSpeaker({ names }: Pick<EditedTranscript, 'names'>, speaker: string): string {
  return (Object.hasOwn(names, speaker) ? names[speaker] : undefined) ?? speaker;
}
