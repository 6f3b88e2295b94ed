/** What the speakers of a transcript are called. Apart from speakers.ts: the page has no room for zod. */
import type { NamedSpeaker } from './speakers.ts';

/** `speakers` of a transcript: those that the job found, or names by label. */
export type SpeakersOf = readonly NamedSpeaker[] | Readonly<Record<string, string>>;

/** Names by label; a speaker without one is left out. */
export function namesByLabel(speakers: SpeakersOf = {}): Readonly<Record<string, string>> {
  if (!isList(speakers)) return speakers;
  // As entries: a label may be `__proto__`.
  return Object.fromEntries(
    speakers.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])),
  );
}

/** Whether the job asked who speaks: then each word has its speaker. */
export function isList(speakers: SpeakersOf | undefined): speakers is readonly NamedSpeaker[] {
  return Array.isArray(speakers);
}
