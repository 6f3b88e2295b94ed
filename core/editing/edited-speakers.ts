/** The speakers of an edited transcript whose job asked who speaks. */
import type { NamedSpeaker } from '../transcript/speakers.ts';
import type { EditedTranscript, Paragraph } from './edited-transcript.ts';

/**
 * The machine's, as it heard them, with the names that people gave; then those that people added, by
 * the paragraphs that are theirs.
 */
export function editedSpeakers(
  machine: readonly NamedSpeaker[],
  { paragraphs, names }: EditedTranscript,
): NamedSpeaker[] {
  const known = new Set(machine.map(({ id }) => id));
  const added = new Map<string, Paragraph[]>();
  for (const paragraph of paragraphs) {
    const { speaker } = paragraph;
    if (speaker === undefined || known.has(speaker)) continue;
    added.set(speaker, [...(added.get(speaker) ?? []), paragraph]);
  }
  const all = [...machine, ...[...added].map(([id, own]) => speakerOf(id, own))];
  return all.map((one) => (Object.hasOwn(names, one.id) ? { ...one, name: names[one.id] } : one));
}

function speakerOf(id: string, own: readonly Paragraph[]): NamedSpeaker {
  const seconds = own.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    id,
    seconds: Math.round(seconds * 100) / 100,
    turns: own.length,
    firstHeard: Math.min(...own.map(({ start }) => start)),
  };
}
