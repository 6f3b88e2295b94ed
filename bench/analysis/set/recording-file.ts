/** Shape of a hand-written recording, `recordings/NAME.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** How a true claim says what was said. */
export const CLAIM_FORMS = [
  'verbatim',
  'paraphrase',
  'two-segments',
  'inflection',
  'number-form',
  'passive',
] as const;

/** `3: the quoted words`: the segment's id, and words of it. */
export const Cite = z.string().regex(/^\d+: \S/);

const falsehoods = z.array(z.string()).min(1).optional();

export const WrittenClaim = z.strictObject({
  form: z.enum(CLAIM_FORMS),
  true: z.string(),
  cites: z.array(Cite).min(1),
  /** Each the claim with one thing wrong; they cite what the true one cites. */
  number: falsehoods,
  name: falsehoods,
  negation: falsehoods,
});
export type WrittenClaim = z.infer<typeof WrittenClaim>;

export const NeverSaid = z.strictObject({
  false: z.string(),
  /** Words that are in no segment. */
  quote: z.string(),
  /** Words of something else. */
  beside: Cite,
});
export type NeverSaid = z.infer<typeof NeverSaid>;

export const RecordingFile = z.strictObject({
  title: z.string(),
  language: z.enum(['sv', 'en']),
  /** Neither its figures nor its misses were looked at while rules were made; bench/README.md names these. */
  heldOut: z.boolean(),
  /** `A: what speaker A says`; the place in the list is the segment's id. */
  segments: z.array(z.string().regex(/^[A-Z]: \S/)),
  claims: z.array(WrittenClaim),
  neverSaid: z.array(NeverSaid),
});
export type RecordingFile = z.infer<typeof RecordingFile>;

const FOLDER = path.join(import.meta.dirname, 'recordings');

/** All recordings by name, in order of their names. */
export function recordingFiles(): Map<string, RecordingFile> {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return new Map(
    names.sort().map((file) => {
      const text = readFileSync(path.join(FOLDER, file), 'utf8');
      return [path.basename(file, '.json'), RecordingFile.parse(JSON.parse(text))];
    }),
  );
}
