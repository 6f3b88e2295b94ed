/**
 * What a name of a claim may rest on: the quoted words; a speaker who says `jag` in them; else the
 * segments around, as long as the quotes have no other name that the claim leaves out.
 */
import { isPlaceOrBody } from '../names/given-names.ts';
import { namesIn } from '../names/found-names.ts';
import { nameKeys } from '../names/name-key.ts';
import { type Passage, wordsIn } from '../passage.ts';
import { type Token, tokensOf } from '../text/token.ts';
import type { Checked } from './checked.ts';

const FIRST_PERSON = new Set(`jag mig mej min mitt mina me my mine i'm i've i'd i'll`.split(' '));
const ANY_PERSON = new Set(
  `vi oss vår vårt våra we us our we're we've du dig dej din ditt dina ni er ert era you your you're
  you'll you've`.split(/\s+/u),
);

export class NameGrounds {
  readonly #checked: Checked;
  /** Names in quoted words that the claim does not have; but for well-known places. */
  readonly #leftOut: readonly Token[];
  readonly #withoutPlaces: readonly Token[];
  readonly #hasOneSpeaker: boolean;

  constructor(checked: Checked) {
    const { tokens, passages } = checked;
    const keys = new Set(tokens.flatMap(({ word }) => nameKeys(word)));
    this.#checked = checked;
    this.#leftOut = passages
      .flatMap((passage) => quotedNames(passage, checked))
      .filter(({ word }) => !nameKeys(word).some((key) => keys.has(key)));
    this.#withoutPlaces = this.#leftOut.filter(({ word }) => !isPlaceOrBody(word));
    this.#hasOneSpeaker = new Set(passages.flatMap(({ speakers }) => speakers[0] ?? [])).size < 2;
  }

  has(name: Token): boolean {
    const { passages } = this.#checked;
    if (passages.some((passage) => has(wordsIn(passage, passage.quoted), name))) return true;
    return passages.some((passage) => this.#speaks(name, passage) || this.#isNear(name, passage));
  }

  /** By a pronoun: the speaker, or, where the quotes have no other name, the one spoken to. */
  #speaks(name: Token, passage: Passage): boolean {
    const quoted = wordsIn(passage, passage.quoted);
    const says = (pronouns: ReadonlySet<string>) =>
      quoted.some(
        ({ word, raw }) => pronouns.has(word) || (pronouns === FIRST_PERSON && raw === 'I'),
      );
    const isSubject = this.#checked.tokens.indexOf(name) < 2 && this.#hasOneSpeaker;
    const isAlone = this.#withoutPlaces.length === 0;
    if (says(FIRST_PERSON) && has(namesOf(passage.speakers), name)) return isAlone || isSubject;
    const named = namesOf([...passage.speakers, ...passage.partners]);
    return isAlone && says(ANY_PERSON) && has(named, name);
  }

  #isNear(name: Token, passage: Passage): boolean {
    const near = [...wordsIn(passage, passage.cited), ...namesOf(passage.speakers)];
    if (has(near, name)) return this.#withoutPlaces.length === 0;
    return this.#leftOut.length === 0 && has(passage.around, name);
  }
}

function namesOf(speakers: readonly string[]): Token[] {
  return tokensOf(speakers.join(' '));
}

function quotedNames(passage: Passage, { evidence }: Checked): Token[] {
  const tokens = passage.around;
  const { first, end } = passage.quoted;
  return namesIn({ tokens, language: evidence.language, evidence })
    .filter((at) => at >= first && at < end)
    .flatMap((at) => tokens[at] ?? []);
}

/** Also as the beginning of a compound: `Stockholm` in `Stockholmsregionen`. */
function has(tokens: readonly Token[], name: Token): boolean {
  const keys = nameKeys(name.word);
  return tokens.some(({ word }) => {
    const others = nameKeys(word);
    return (
      keys.some((key) => others.includes(key)) ||
      (name.word.length > 4 && startsWith(word, name.word)) ||
      isOfPlace(name.word, word)
    );
  });
}

/** `Scottish` where the quote has `Scotland`. */
function isOfPlace(word: string, other: string): boolean {
  return /(?:ish|ian|ean|ese)$/u.test(word) && word.slice(0, 4) === other.slice(0, 4);
}

function startsWith(a: string, b: string): boolean {
  return Math.min(a.length, b.length) > 4 && (a.startsWith(b) || b.startsWith(a));
}
