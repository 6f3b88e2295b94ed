/** Labels of speakers. The machine's are "S1", "S2", …; a person may have written a name instead. */
import { isList } from '../transcript/speaker-names.ts';
import type { Segment, Transcript, Word } from '../transcript/transcript.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { withPseudonyms } from './speaker-names.ts';

type Speakers = Transcript['speakers'];

/** Each as a speaker of that name. */
export function namedAsLabelled(segments: readonly Segment[]): Record<string, string> {
  const labels = new Set(segments.flatMap(({ speaker }) => speaker ?? []));
  return Object.fromEntries([...labels].map((label) => [label, label]));
}

/** Writes pseudonyms for people in labels and names. */
export class OtherLabels {
  private readonly labels: ReadonlyMap<string, string>;
  private readonly people: readonly string[];
  private readonly pseudonyms: Pseudonyms;

  constructor(segments: readonly Segment[], people: readonly string[], pseudonyms: Pseudonyms) {
    const other = withPseudonyms(namedAsLabelled(segments), people, pseudonyms) ?? {};
    this.labels = new Map(Object.entries(other as Record<string, string>));
    this.people = people;
    this.pseudonyms = pseudonyms;
  }

  of<T extends Segment | Word>(spoken: T): T {
    const { speaker } = spoken;
    return speaker === undefined ? spoken : { ...spoken, speaker: this.other(speaker) };
  }

  speakers(speakers: Speakers): Speakers {
    const named = withPseudonyms(speakers, this.people, this.pseudonyms);
    if (named === undefined) return undefined;
    if (isList(named)) return named.map((one) => ({ ...one, id: this.other(one.id) }));
    const names = Object.entries(named).map(([label, name]) => [this.other(label), name] as const);
    return Object.fromEntries(names);
  }

  private other(label: string): string {
    return this.labels.get(label) ?? label;
  }
}
