/**
 * A redacted copy made anew by what people decided. Nothing is looked for again: what was found stands as it
 * is, without what is rejected and with what is added. So no list of names is needed here.
 */
import { textOf, type SubtitledTranscript, type Transcript } from '../transcript/transcript.ts';
import type { Candidate } from './candidate.ts';
import { cuesFor } from './copied-cues.ts';
import type { Found, RedactionDecisions } from './found.ts';
import { listsWithout } from './lists-without.ts';
import { isGenitive, occurrences } from './occurrences.ts';
import { free, placesOf, replacementsOf } from './placed-finds.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { rejections } from './rejections.ts';
import { replaced, type Replacement } from './replaced.ts';
import { tokensOf, type Token } from './tokens.ts';

/** The original, and what was made of it before. */
export interface Copied {
  original: SubtitledTranscript;
  copy: Transcript;
  found: readonly Found[];
}

export interface Decided extends SubtitledTranscript {
  found: Found[];
  /** The rejections that hold. */
  reject: string[];
}

/** All so far. */
interface AllDecisions extends RedactionDecisions {
  /** Those of the last request: what they add also counts where the same was rejected before. */
  newest?: RedactionDecisions;
}

export function decided(
  { original: { transcript, cues }, copy, found }: Copied,
  { newest, ...decisions }: AllDecisions,
  pseudonyms: Pseudonyms,
): Decided {
  const tokens = tokensOf(transcript.segments, transcript.words);
  const idOf = (at: number) => tokenId(tokens[at], transcript);
  const reject = rejections(tokens, idOf, { decisions, newest: newest ?? decisions });
  const kept = found.filter(({ id }) => !reject.has(id));
  const places = kept.map((one) => placesIn(tokens, transcript, one));
  const taken = new Set(places.flat());
  const added = decisions.add
    .flatMap(({ text, kind }) => occurrences(tokens, text, kind))
    .filter(({ at: [first = -1] }) => !reject.has(idOf(first)))
    .flatMap((one) => free(one, taken));
  const more = added.map((one) => foundAt(tokens, transcript, { one, pseudonyms }));
  const replacements = [
    ...kept.flatMap((one, nth) => replacementsOf(places[nth] ?? [], one)),
    ...added.map(({ at }, nth): Replacement => ({ at, text: more[nth]?.pseudonym ?? '' })),
  ];
  const written = replaced(transcript.segments, tokens, replacements);
  const shown: Transcript = {
    ...copy,
    ...listsWithout(copy, more),
    ...{ segments: written.segments, text: textOf(written.segments) },
    ...(transcript.words && { words: written.words }),
  };
  const all = [...kept, ...more];
  return {
    transcript: shown,
    cues: all.length > 0 ? cuesFor(shown, written.words) : cues,
    found: all.sort((one, other) => one.start - other.start),
    reject: [...reject],
  };
}

function placesIn(tokens: readonly Token[], { segments }: Transcript, one: Found): number[] {
  const [segment, nth] = one.id.split('.').map(Number);
  const first = tokens.findIndex(
    (token) => segments[token.segment]?.id === segment && token.nth === nth,
  );
  return placesOf(tokens, first, one);
}

function tokenId(token: Token | undefined, { segments }: Transcript): string {
  return `${segments[token?.segment ?? 0]?.id ?? 0}.${token?.nth ?? 0}`;
}

function foundAt(
  tokens: readonly Token[],
  transcript: Transcript,
  { one, pseudonyms }: { one: Candidate; pseudonyms: Pseudonyms },
): Found {
  const own = one.at.flatMap((index) => tokens[index] ?? []);
  const [first] = own;
  const text = own.map(({ core }) => core).join(' ');
  const genitive = first !== undefined && one.kind === 'name' && isGenitive(first, one) ? 's' : '';
  const original = genitive === '' ? text : text.slice(0, one.normalised.length);
  const segment = transcript.segments[first?.segment ?? 0]?.id ?? 0;
  const start = first?.start ?? 0;
  return {
    ...{ id: tokenId(first, transcript), kind: one.kind, start },
    end: own.reduce((latest, token) => Math.max(latest, token.end), start),
    ...{ segment, confidence: 1, text },
    pseudonym: `${pseudonyms.of(one.kind, one.normalised, original)}${genitive}`,
  };
}
