/**
 * Edits of a transcript, and the versions that they make. Ids are those of words and paragraphs: see
 * edited-transcript.ts. The page imports types only from here, since zod is too large for it.
 */
import * as z from 'zod';

/** Limits of one request, and of one job. */
export const MOST_EDITS = 100;
export const MOST_VERSIONS = 10_000;
const MOST_CHARACTERS = 2000;
const MOST_NAME = 100;
/** Words in one `replace`: a long paragraph. */
const MOST_WORDS = 2000;

const CONTROL = /\p{Cc}/u;
/** Line breaks and tabs separate words, as spaces do. */
const CONTROL_BUT_SPACES = /[^\P{Cc}\t\n\r]/u;

const id = z
  .string()
  .max(40)
  .regex(/^[ep]?\d+(\.\d+)?$/);
const text = z
  .string()
  .max(MOST_CHARACTERS)
  .refine((value) => !CONTROL_BUT_SPACES.test(value), 'has a control character');
const label = z
  .string()
  .max(MOST_NAME)
  .refine((value) => !CONTROL.test(value), 'has a control character')
  .trim();
const speaker = label.min(1);

export const Edit = z
  .discriminatedUnion('op', [
    z.strictObject({
      op: z.literal('replace'),
      words: z
        .array(id)
        .min(1)
        .max(MOST_WORDS)
        .describe('Consecutive words of one paragraph, in order.'),
      text: text.describe('What stands there instead; empty removes the words.'),
    }),
    z.strictObject({
      op: z.literal('insert'),
      beside: id.describe('A word.'),
      side: z.enum(['before', 'after']),
      text,
    }),
    z.strictObject({
      op: z.literal('split'),
      before: id.describe('The word that begins the new paragraph.'),
    }),
    z.strictObject({
      op: z.literal('join'),
      paragraph: id.describe('Joined with the paragraph before it, whose speaker it gets.'),
    }),
    z.strictObject({
      op: z.literal('speaker'),
      paragraph: id,
      speaker: speaker.nullable().describe('Who speaks in this paragraph; null: unknown.'),
    }),
    z.strictObject({
      op: z.literal('name'),
      speaker,
      name: label.describe('Shown for the speaker everywhere; empty takes the name away.'),
    }),
    z
      .strictObject({ op: z.literal('undo') })
      .describe('Takes back the newest version that is not undone. Alone in its request.'),
    z
      .strictObject({ op: z.literal('redo') })
      .describe('Brings back what the last undo took, if nothing was edited since. Alone.'),
  ])
  .meta({ id: 'Edit' });
export type Edit = z.infer<typeof Edit>;

/** Who made a version: the label of an API key, or the name of the person who signed in. */
export const EditedBy = z.object({ name: z.string() });

/** The edits of one request: one step of undo. Versions of a job are numbered from 1 without gaps. */
export const EditVersion = z
  .object({
    version: z.int().min(1),
    at: z.iso.datetime(),
    by: EditedBy,
    edits: z.array(Edit).min(1).max(MOST_EDITS),
  })
  .meta({ id: 'EditVersion' });
export type EditVersion = z.infer<typeof EditVersion>;
