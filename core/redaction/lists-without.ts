/** What a copy says of single words, without texts that a person has added to what was found. */
import { isList, namesByLabel } from '../transcript/speaker-names.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { Found } from './found.ts';
import { TAGS } from './pseudonym-forms.ts';

const IN_WORD = /[\p{L}\p{N}]/u;

type Lists = Pick<Transcript, 'review' | 'speakers' | 'vocabularyReport'>;

export function listsWithout(
  { review, speakers, vocabularyReport: report }: Lists,
  added: readonly Found[],
): Lists {
  const secret = new Map(added.flatMap((one) => secretsOf(one)));
  const isOpen = (text: string) => {
    const lower = text.toLowerCase();
    return [...secret.keys()].every((one) => !holds(lower, one));
  };
  return {
    ...(review && { review: review.map((place) => reviewed(place)) }),
    ...(speakers && { speakers: renamed(speakers, secret) }),
    ...(report && {
      vocabularyReport: {
        heard: report.heard.filter(({ entry }) => isOpen(entry)),
        replaced: report.replaced.filter(({ from, to }) => isOpen(from) && isOpen(to)),
        refused: report.refused.filter(({ entry }) => isOpen(entry)),
      },
    }),
  };

  function reviewed(place: NonNullable<Lists['review']>[number]) {
    const within = added.find(({ start, end }) => place.start < end && start < place.end);
    return within ? { ...place, word: `[${TAGS[within.kind]}]` } : place;
  }
}

/** What stands for a text, and for each word of a name. */
function secretsOf({ kind, text = '', pseudonym }: Found): [string, string][] {
  const words = text.toLowerCase().split(' ');
  const parts = pseudonym.split(' ');
  const isWordByWord = kind === 'name' && words.length === parts.length;
  const whole: [string, string] = [text.toLowerCase(), pseudonym];
  return [
    whole,
    ...(isWordByWord ? words : []).map((word, nth): [string, string] => {
      return [word, parts[nth] ?? pseudonym];
    }),
  ];
}

function renamed(
  speakers: NonNullable<Lists['speakers']>,
  secret: ReadonlyMap<string, string>,
): NonNullable<Lists['speakers']> {
  const other = (name: string) =>
    name
      .split(' ')
      .map((word) => secret.get(word.toLowerCase()) ?? word)
      .join(' ');
  if (!isList(speakers)) {
    const names = Object.entries(namesByLabel(speakers));
    return Object.fromEntries(names.map(([label, name]) => [label, other(name)]));
  }
  return speakers.map((one) => (one.name === undefined ? one : { ...one, name: other(one.name) }));
}

/** As whole words: the name Ann does not stand in "Annika". */
function holds(lower: string, secret: string): boolean {
  for (let at = lower.indexOf(secret); at >= 0; at = lower.indexOf(secret, at + 1)) {
    const [before = '', after = ''] = [lower[at - 1], lower[at + secret.length]];
    if (!IN_WORD.test(before) && !IN_WORD.test(after)) return true;
  }
  return false;
}
