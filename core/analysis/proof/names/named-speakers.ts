/**
 * Names of the speakers, as the recording itself makes them plain: they introduce themselves, or are
 * called by name and answer. Without speakers in the transcript there are none.
 */
import type { Evidence } from '../evidence.ts';
import { startsSentence, type Token, tokensOf } from '../text/token.ts';
import { namesIn } from './found-names.ts';
import { SpeakerVotes, type NamedSpeakers } from './speaker-votes.ts';

/** Weight of a name for a speaker: said of oneself; called before one answers; given the word. */
const OWN = 100;
const CALLED = 3;
const ANNOUNCED = 2;

const OWN_INTRODUCTIONS = [
  ...[
    ['jag', 'heter'],
    ['mitt', 'namn', 'är'],
    ['jag', 'är'],
    ['du', 'talar', 'med'],
  ],
  ...[['my', 'name', 'is'], ['my', "name's"], ["i'm"], ['i', 'am'], ["you're", 'speaking', 'to']],
];
const GREETINGS = new Set('hej välkommen tack varsågod hi hello thanks welcome'.split(' '));

const SPOKEN_TO = new Set('du dig din ditt dina ni er you your'.split(' '));
/** Before what is no person: `till Northgate Broadband`. */
const PLACED = new Set('till hos på från i vid to at from in for'.split(' '));

/** By transcript, since each quote asks. */
const known = new WeakMap<Evidence, NamedSpeakers>();

export function namedSpeakers(evidence: Evidence): NamedSpeakers {
  const named = known.get(evidence) ?? foundIn(evidence);
  known.set(evidence, named);
  return named;
}

function foundIn(evidence: Evidence): NamedSpeakers {
  const { segments } = evidence;
  const votes = new SpeakerVotes();
  const heard = new Set<string>();
  segments.forEach(({ speaker, text }, at) => {
    if (speaker === undefined) return;
    heard.add(speaker);
    const names = fullNames(tokensOf(text), evidence);
    for (const name of names.filter(isOwn)) votes.add(speaker, name.tokens, OWN);
    const next = segments[at + 1]?.speaker;
    if (next === undefined || next === speaker) return;
    for (const name of names.filter(isCalled)) votes.add(next, name.tokens, CALLED);
    const others = names.filter((name) => isAnnounced(name) && !isOwn(name));
    const announced = heard.has(next) ? [] : others;
    for (const name of announced.length === 1 ? announced : [])
      votes.add(next, name.tokens, ANNOUNCED);
  });
  return votes.named();
}

interface FoundName {
  /** Given name and surname, or one of them. */
  tokens: Token[];
  at: number;
  all: readonly Token[];
}

/** Names that stand side by side are one. */
function fullNames(all: readonly Token[], evidence: Evidence): FoundName[] {
  const found: FoundName[] = [];
  for (const at of namesIn({ tokens: all, language: evidence.language, evidence })) {
    const token = all[at];
    const last = found.at(-1);
    if (!token) continue;
    const follows = last && last.at + last.tokens.length === at && /^[ -]$/u.test(token.before);
    if (follows) last.tokens.push(token);
    else found.push({ tokens: [token], at, all });
  }
  return found;
}

function isOwn({ all, at }: FoundName): boolean {
  const before = all.slice(Math.max(0, at - 5), at).map(({ word }) => word);
  // `Jag som frågar heter Maria`.
  if (before.at(-1) === 'heter' && before.includes('jag')) return true;
  return OWN_INTRODUCTIONS.some((words) =>
    words.every((word, offset) => all[at - words.length + offset]?.word === word),
  );
}

/** `Tack, Ingrid.`, `Ingrid, vad tycker du?`: between a comma and the end or the beginning. */
function isCalled({ tokens, all, at }: FoundName): boolean {
  const before = tokens[0]?.before.trim() ?? '';
  const after = tokens.at(-1)?.after.trim() ?? '';
  const isLast = before.endsWith(',') && /^[.?!]|^$/u.test(after);
  const isFirst = tokens[0] !== undefined && startsSentence(tokens[0], at) && after.startsWith(',');
  return (
    isLast ||
    (isFirst && isSpokenTo(all.slice(at + tokens.length))) ||
    GREETINGS.has(all[at - 1]?.word ?? '')
  );
}

/** In the words after a name at the beginning: `Gösta Hellman, 71 år` is spoken of. */
function isSpokenTo(after: readonly Token[]): boolean {
  const end = after.findIndex((token, index) => index > 0 && startsSentence(token, index));
  const sentence = end < 0 ? after : after.slice(0, end);
  return sentence.some(({ word }) => SPOKEN_TO.has(word));
}

/** Given name and surname of the one who speaks next, for the first time. */
function isAnnounced({ tokens, all, at }: FoundName): boolean {
  return tokens.length > 1 && !PLACED.has(all[at - 1]?.word ?? '');
}
