/** Who says words, by what the machine heard of each. */

interface Spoken {
  readonly speaker?: string | undefined;
}

/** The speaker that all of them have; words that name none are passed over. */
export function spokenByOne(words: readonly Spoken[]): { speaker?: string } {
  const [speaker, ...others] = new Set(words.flatMap((word) => word.speaker ?? []));
  return speaker !== undefined && others.length === 0 ? { speaker } : {};
}

/** The words as their paragraph's speaker says them. */
export function withoutSpeakers<Word extends Spoken>(words: readonly Word[]): Word[] {
  return words.map((word) => {
    if (word.speaker === undefined) return word;
    const { speaker: _speaker, ...rest } = word;
    return rest as Word;
  });
}
