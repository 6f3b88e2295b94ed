/** Names that people gave to speakers. All of them count as names, but for what a speaker is. */
import type { Transcript } from '../transcript/transcript.ts';
import { knownName } from './known-names.ts';
import { isPseudonym } from './pseudonym-forms.ts';
import type { Pseudonyms } from './pseudonyms.ts';

type Speakers = Transcript['speakers'];

const ROLES =
  /^(läkaren?|patienten?|intervjuaren?|respondenten?|talare|speaker|moderatorn?|kund|kunden|handläggaren?|domaren?|vittnet?|tolk|tolken|doktorn?|dr|s\d+|l|r|\d+|doctor|interviewer|okänd)$/u;

/** In lower case, without genitive. */
export function nameTokens(speakers: Speakers): string[] {
  return [...new Set(namesOf(speakers).flatMap((name) => partsOf(name).flatMap(baseOf)))];
}

function namesOf(speakers: Speakers = {}): string[] {
  if (!Array.isArray(speakers)) return Object.values(speakers);
  return speakers.flatMap(({ name }) => name ?? []);
}

/** @param people the names that are to go, in lower case */
export function withPseudonyms(
  speakers: Speakers,
  people: readonly string[],
  pseudonyms: Pseudonyms,
): Speakers {
  if (speakers === undefined) return undefined;
  if (Array.isArray(speakers)) {
    return speakers.map((speaker) =>
      speaker.name === undefined ? speaker : { ...speaker, name: other(speaker.name) },
    );
  }
  return Object.fromEntries(Object.entries(speakers).map(([label, name]) => [label, other(name)]));

  function other(name: string): string {
    const parts = partsOf(name).map((part) => {
      const [base] = baseOf(part);
      return base !== undefined && people.includes(base) ? pseudonyms.of('name', base, part) : part;
    });
    return parts.join(' ');
  }
}

function partsOf(name: string): string[] {
  return name.split(/\s+/u).filter((part) => part !== '');
}

function baseOf(part: string): string[] {
  const core = part.replaceAll(/^[^\p{L}\p{N}[]+|[^\p{L}\p{N}\]]+$/gu, '');
  const isName = core !== '' && !isPseudonym(core) && !ROLES.test(core.toLowerCase());
  return isName ? [knownName(core).base] : [];
}
