/**
 * A transcript without what identifies people: one and the same replacement in its text, segments, words,
 * cues, places to hear again, word list and speakers' names. Times stay.
 */
import {
  textOf,
  type Segment,
  type SubtitledTranscript,
  type Transcript,
} from '../transcript/transcript.ts';
import { cuesFor } from './copied-cues.ts';
import type { Found } from './found.ts';
import { itemsIn, type Item } from './items.ts';
import type { NameSpan } from './name-spans.ts';
import { isGenitive } from './occurrences.ts';
import { isGivenName } from './known-names.ts';
import { Pseudonyms } from './pseudonyms.ts';
import type { RedactRequest } from './redact-request.ts';
import { redactedLists } from './redacted-lists.ts';
import { replaced, type Replacement } from './replaced.ts';
import { nameTokens, withPseudonyms } from './speaker-names.ts';
import { tokensOf, type Token } from './tokens.ts';

export interface Redaction extends SubtitledTranscript {
  found: Found[];
  /** Originals by pseudonym, to be kept apart from the transcript. */
  key: Record<string, string>;
}

/** A transcript, with what the model for names found in it. */
interface Original extends SubtitledTranscript {
  names?: readonly NameSpan[] | undefined;
}

export function redactTranscript(
  { transcript, cues, names: spans }: Original,
  request: RedactRequest,
  secret: string,
): Redaction {
  const { segments, words } = transcript;
  const tokens = tokensOf(segments, words);
  const pseudonyms = new Pseudonyms(secret, request.style, isGivenName);
  const people = request.kinds.includes('name') ? nameTokens(transcript.speakers) : [];
  const items = itemsIn(tokens, {
    ...{ kinds: request.kinds, names: people, spans },
    idOf: ({ segment, nth }) => `${segments[segment]?.id ?? segment}.${nth}`,
  });
  const replacements = items.flatMap(({ parts }) =>
    parts.map((part): Replacement => ({
      at: part.at,
      text: replacementOf(tokens, part, pseudonyms),
    })),
  );
  const written = replaced(segments, tokens, replacements);
  const found = items.map((item) => foundOf(item, { tokens, segments, pseudonyms }));
  const speakers = withPseudonyms(transcript.speakers, people, pseudonyms);
  const redacted: Transcript = {
    ...transcript,
    ...withoutTitles(transcript),
    ...{
      text: items.length > 0 ? textOf(written.segments) : transcript.text,
      segments: written.segments,
    },
    ...(words !== undefined && { words: written.words }),
    ...(speakers !== undefined && { speakers }),
    ...redactedLists(transcript, { found, tokens, items, people }),
  };
  return {
    transcript: redacted,
    cues: items.length > 0 ? cuesFor(redacted, written.words) : cues,
    found: found.map(({ text, ...rest }) => (request.keepOriginal ? { ...rest, text } : rest)),
    key: pseudonyms.key,
  };
}

/** Titles of tracks are free text of the file. */
function withoutTitles({ audio }: Transcript): Pick<Transcript, 'audio'> {
  if (!audio?.tracks) return {};
  const tracks = audio.tracks.map(({ title: _, ...track }) => track);
  return { audio: { ...audio, tracks } };
}

export function replacementOf(
  tokens: readonly Token[],
  part: Item['parts'][number],
  pseudonyms: Pseudonyms,
): string {
  const own = part.at.flatMap((index) => tokens[index] ?? []);
  const original = own.map(({ core }) => core).join(' ');
  const [first] = own;
  const genitive = part.kind === 'name' && first !== undefined && isGenitive(first, part);
  const bare = genitive ? original.slice(0, part.normalised.length) : original;
  return `${pseudonyms.of(part.kind, part.normalised, bare)}${genitive ? 's' : ''}`;
}

export function foundOf(
  item: Item,
  {
    tokens,
    segments,
    pseudonyms,
  }: { tokens: readonly Token[]; segments: readonly Segment[]; pseudonyms: Pseudonyms },
): Found & { text: string } {
  const own = item.parts.flatMap(({ at }) => at.flatMap((index) => tokens[index] ?? []));
  const start = own[0]?.start ?? 0;
  return {
    ...{ id: item.id, kind: item.kind, start },
    end: own.reduce((latest, { end }) => Math.max(latest, end), start),
    segment: segments[own[0]?.segment ?? 0]?.id ?? 0,
    pseudonym: item.parts.map((part) => replacementOf(tokens, part, pseudonyms)).join(' '),
    confidence: item.confidence,
    ...(item.by && { by: item.by }),
    text: own.flatMap(({ core }) => (core === '' ? [] : [core])).join(' '),
  };
}
