/**
 * A redacted copy made anew of a text that people edited. What was found before stands where its words do,
 * also where they were mended; the rules read the text once more, for what the edits brought in.
 */
import type { EditedTranscript } from '../editing/edited-transcript.ts';
import { spanOf } from '../editing/word-times.ts';
import { isList } from '../transcript/speaker-names.ts';
import { textOf, type SubtitledTranscript, type Transcript } from '../transcript/transcript.ts';
import type { Candidate } from './candidate.ts';
import { cuesFor } from './copied-cues.ts';
import { editedText, type EditedText, type EditedToken } from './edited-tokens.ts';
import { NO_DECISIONS, type Found, type RedactionDecisions } from './found.ts';
import { itemsIn, type Item } from './items.ts';
import { basesOf, keepNames, keepOthers } from './kept-pseudonyms.ts';
import { knownName } from './known-names.ts';
import { listsWithout } from './lists-without.ts';
import { MovedFinds, type Moved } from './moved-finds.ts';
import { occurrences } from './occurrences.ts';
import { free, replacementsOf } from './placed-finds.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { foundOf, replacementOf } from './redact-transcript.ts';
import type { RedactRequest } from './redact-request.ts';
import { rejections } from './rejections.ts';
import { replaced, type Replacement } from './replaced.ts';
import { namedAsLabelled, OtherLabels } from './speaker-labels.ts';
import { nameTokens } from './speaker-names.ts';

/** Two versions of the text; 0 is the machine's. */
export interface EditedOriginal {
  now: EditedTranscript;
  /** The version from which the copy was made before. */
  before: EditedTranscript;
  /** As the edited text has them. */
  speakers: Transcript['speakers'];
  copy: Transcript;
  found: readonly Found[];
}

export interface RedactedEdited extends SubtitledTranscript {
  found: Found[];
  /** The rejections that hold: not those of places that were edited since the copy before. */
  reject: string[];
}

interface Asked extends Pick<RedactRequest, 'kinds'> {
  /** All so far. */
  decisions: RedactionDecisions;
  /** Those of the last request: what they add also counts where the same was rejected before. */
  newest?: RedactionDecisions;
}

export function redactEdited(
  original: EditedOriginal,
  asked: Asked,
  pseudonyms: Pseudonyms,
): RedactedEdited {
  const { now, speakers, copy } = original;
  const { text, people, stayed, items, reject } = search(original, asked, pseudonyms);
  const { segments, tokens } = text;
  const labels = new OtherLabels(segments, people, pseudonyms);
  const replacements = items.flatMap(({ parts }) =>
    parts.map((part): Replacement => {
      return { at: part.at, text: replacementOf(tokens, part, pseudonyms) };
    }),
  );
  const written = replaced(
    segments.map((segment) => labels.of(segment)),
    tokens,
    [...stayed.flatMap(({ found, at }) => replacementsOf(at, found)), ...replacements],
  );
  const fresh = items.map((item) => foundOf(item, { tokens, segments, pseudonyms }));
  const words = written.words.map((word) => labels.of(word));
  const all = { ...copy, speakers: labels.speakers(speakers) };
  const { speakers: named, ...lists } = listsWithout(all, fresh);
  const shown: Transcript = {
    ...copy,
    ...lists,
    ...{ speakers: named, version: now.version },
    ...{ segments: written.segments, text: textOf(written.segments) },
    ...(copy.words && { words }),
  };
  const there = stayed.map(({ found, at }): Found => {
    const own = at.flatMap((index) => tokens[index] ?? []);
    return { ...found, ...spanOf(own), segment: segments[own[0]?.segment ?? 0]?.id ?? 0 };
  });
  return {
    transcript: shown,
    cues: cuesFor(shown, words),
    found: [...there, ...fresh].sort((one, other) => one.start - other.start),
    reject,
  };
}

/** What is to be replaced: finds that stayed as they were, and all else. */
interface Searched {
  text: EditedText;
  /** Names of speakers, in lower case. */
  people: string[];
  stayed: Moved[];
  items: Item[];
  reject: string[];
}

function search(
  { now, before, speakers, found }: EditedOriginal,
  { kinds, decisions, newest = NO_DECISIONS }: Asked,
  pseudonyms: Pseudonyms,
): Searched {
  const of = { hasSpeakers: isList(speakers) };
  const text = editedText(now, of);
  const { segments, tokens } = text;
  const moves = new MovedFinds(editedText(before, of).tokens, tokens);
  const tokenId = (at: number) => tokens[at]?.id ?? '';
  const reject = rejections(tokens, tokenId, { decisions, newest });
  const known = found.filter(({ id }) => !reject.has(id));
  for (const one of known) keepNames(one, pseudonyms);
  const moved = known.map((one) => moves.of(one));
  const stayed = moved.filter(({ isSame }) => isSame);

  const labels = [...nameTokens(speakers), ...nameTokens(namedAsLabelled(segments))];
  const people = kinds.includes('name') ? [...new Set(labels)] : [];
  const read = itemsIn(tokens, {
    ...{ kinds, names: [...people, ...namesKnown(known, decisions.add)] },
    idOf: (token) => (token as EditedToken).id,
  });
  keepOthers(read, stayed, pseudonyms);
  for (const { id, parts } of read) {
    const isEdited = parts.some(({ at }) => at.some((index) => moves.isNew(index)));
    if (isEdited) reject.delete(id);
  }

  const taken = new Set(stayed.flatMap(({ at }) => at));
  const idOf = ({ parts }: Item) => tokenId(parts[0]?.at[0] ?? -1);
  const items = [...read, ...addedItems(tokens, decisions.add), ...mendedItems(tokens, moved)]
    .filter((item) => !reject.has(idOf(item)))
    .flatMap((item) => freeOf(item, taken))
    .map((item) => ({ ...item, id: idOf(item) }));
  return { text, people, stayed, items, reject: [...reject] };
}

/** Names that were found are found wherever they stand; what a person added is looked for by itself. */
function namesKnown(found: readonly Found[], add: RedactionDecisions['add']): string[] {
  const added = new Set(add.flatMap(({ text }) => text.toLowerCase().split(/\s+/u)));
  return found.flatMap(certainBasesOf).filter((base) => !added.has(base));
}

/** What is a word or a place, too, is a name only where the model for names said so. */
function certainBasesOf(one: Found): string[] {
  const bases = basesOf(one);
  return one.by === 'model' ? bases.filter((base) => !knownName(base).isAmbiguous) : bases;
}

function addedItems(tokens: readonly EditedToken[], add: RedactionDecisions['add']): Item[] {
  return add
    .flatMap(({ text, kind }) => occurrences(tokens, text, kind))
    .map((part) => ({ id: '', kind: part.kind, parts: [part], confidence: 1 }));
}

/** Words that stand for those of a find are replaced, also where the rules do not know them. */
function mendedItems(tokens: readonly EditedToken[], moved: readonly Moved[]): Item[] {
  return moved.flatMap(({ found: { kind, confidence, by }, at, isSame }): Item[] => {
    const spoken = at.filter((index) => tokens[index]?.core !== '');
    if (isSame || spoken.length === 0) return [];
    const lower = (index: number) => tokens[index]?.lower ?? '';
    const part = (own: number[], normalised: string): Candidate => ({
      ...{ kind, at: own, confidence, normalised },
    });
    const parts =
      kind === 'name'
        ? spoken.map((index) => part([index], knownName(lower(index)).base))
        : [part(spoken, spoken.map(lower).join(' '))];
    return parts.map((one) => ({ id: '', kind, parts: [one], confidence, ...(by && { by }) }));
  });
}

/** The item on the tokens that no other has, which it takes; none if there are none. */
function freeOf(item: Item, taken: Set<number>): Item[] {
  const parts = item.parts.flatMap((part) => free(part, taken));
  return parts.length > 0 ? [{ ...item, parts }] : [];
}
