/** A job's word list, and what became of it. */
import * as z from 'zod';
import {
  bytesOf,
  MAX_ENTRY_CHARACTERS,
  MAX_VOCABULARY,
  MAX_VOCABULARY_BYTES,
} from './vocabulary-limits.ts';

/** A line end or another control character would end an entry in a file of lines. */
export const VocabularyEntry = z
  .string()
  .trim()
  .min(1)
  .max(MAX_ENTRY_CHARACTERS)
  .regex(
    // eslint-disable-next-line no-control-regex
    /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/,
    'an entry is one line, without control characters',
  );

/** Repeated entries count once. */
export const Vocabulary = z
  .array(VocabularyEntry)
  .max(MAX_VOCABULARY)
  .overwrite((entries) => [...new Set(entries)])
  .refine((entries) => bytesOf(entries) <= MAX_VOCABULARY_BYTES, {
    message: `at most ${MAX_VOCABULARY_BYTES} bytes as JSON`,
  })
  .describe(
    'Names and terms as they are to be spelled; a repeated one counts once. The engine listens for them, and `vocabularyReport` of the transcript says what became of each.',
  );
export type Vocabulary = z.infer<typeof Vocabulary>;

/** Entries between commas, semicolons and line ends: in forms and in the metadata of objects. */
export const VocabularyText = z
  .string()
  .max(MAX_VOCABULARY_BYTES)
  .transform(entriesIn)
  .pipe(Vocabulary)
  .describe('Names and terms as they are to be spelled, between commas, semicolons or line ends.');

/** Without empty ones. */
export function entriesIn(text: string): string[] {
  return text
    .split(/[,;\r\n]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

const seconds = z.number().min(0);

/**
 * `heard`: entries that the model wrote itself. `replaced`: words that were written otherwise and sound
 * like an entry. `refused`: entries that were not used, with the reason. Times are seconds of the file.
 */
export const VocabularyReport = z
  .object({
    heard: z.array(z.object({ entry: z.string(), start: seconds })),
    replaced: z.array(z.object({ from: z.string(), to: z.string(), start: seconds, end: seconds })),
    refused: z.array(z.object({ entry: z.string(), because: z.string() })),
  })
  .meta({ id: 'VocabularyReport' });
export type VocabularyReport = z.infer<typeof VocabularyReport>;
