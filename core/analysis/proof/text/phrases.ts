/** Verbs whose second word makes the meaning: `går upp` is `ökar`. */

const PHRASES: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/^(?:gå|går|gick|gått)$/u, ['upp'], 'ökar'],
  [/^(?:gå|går|gick|gått)$/u, ['ner', 'ned'], 'minskar'],
  [/^(?:gå|går|gick|gått)$/u, ['hem'], 'hemgång'],
  [/^(?:rösta|röstar|röstade|röstades|röstas)$/u, ['ner', 'ned'], 'avslogs'],
  [/^(?:turn|turns|turned)$/u, ['down'], 'rejects'],
  [/^turn(?:s|ed|ing)?$/u, ['off'], 'close'],
  [/^(?:komma|kommer|kom|kommit)$/u, ['ihåg'], 'minns'],
  [/^(?:go|goes|went|gone|going)$/u, ['up'], 'increases'],
  [/^(?:go|goes|went|gone|going)$/u, ['down'], 'decreases'],
  [/^(?:lägga|lägger|läggs|lades|lagts|lagt|lade|läggas)$/u, ['ner', 'ned'], 'stängs'],
  [/^(?:slå|slår|slog)$/u, ['igen'], 'stängs'],
  [/^(?:skjuta|skjuter|skjuts|sköts|sköt|skjutas|skjutit)$/u, ['upp'], 'senarelägga'],
  [/^(?:ställa|ställer|ställs|ställdes|ställas|ställt)$/u, ['in'], 'inställt'],
  [/^(?:ta|tar|tog|tas|togs|tagit)$/u, ['bort'], 'slopa'],
  [/^(?:riva|river|rev|rivs)$/u, ['upp'], 'ändra'],
  [/^(?:shut|shuts|close|closed)$/u, ['down'], 'close'],
];
/** Words between the two, as in `går alltid upp`. */
const BETWEEN = 3;

/** The words with the meaning of each phrase in the place of its verb. */
export function withPhrases(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const found = PHRASES.find(
      ([verb, second]) =>
        verb.test(word) &&
        words.slice(at + 1, at + 1 + BETWEEN).some((next) => second.includes(next)),
    );
    return found?.[2] ?? word;
  });
}
