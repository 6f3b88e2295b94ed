/** The edit `name`: what a speaker is called everywhere. */
import type { Edit } from './edit.ts';
import { EditRefused } from './edit-refused.ts';
import type { EditedTranscript } from './edited-transcript.ts';

/** @throws EditRefused */
export function named(
  document: EditedTranscript,
  { speaker, name }: Extract<Edit, { op: 'name' }>,
): EditedTranscript {
  if (!document.paragraphs.some((one) => one.speaker === speaker)) {
    throw new EditRefused(`There is no speaker ${speaker} in this version.`);
  }
  // As entries: a label may be `__proto__`.
  const others = Object.entries(document.names).filter(([label]) => label !== speaker);
  const entries = name === '' ? others : [...others, [speaker, name] as const];
  return { ...document, names: Object.fromEntries(entries) };
}
