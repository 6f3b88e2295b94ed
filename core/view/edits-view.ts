/** Edits of a transcript, as the API gives and takes them. */
import * as z from 'zod';
import { Edit, EditVersion, MOST_EDITS, MOST_VERSIONS } from '../editing/edit.ts';

export const EditsView = z
  .strictObject({
    version: z.int().min(0).describe('The newest one; 0: the transcript was never edited.'),
    versions: z.array(EditVersion).describe('The first ones after `after`, in order.'),
    more: z.boolean().describe('Whether there are later ones: ask with the last one’s number.'),
  })
  .meta({ id: 'Edits' });
export type EditsView = z.infer<typeof EditsView>;

export const CreateEditsRequest = z
  .strictObject({
    base: z
      .int()
      .min(0)
      .max(MOST_VERSIONS)
      .describe('The version that these edits are made on: the newest one, 0 at first.'),
    edits: z.array(Edit).min(1).max(MOST_EDITS).describe('One step of undo.'),
  })
  .meta({ id: 'CreateEditsRequest' });
export type CreateEditsRequest = z.infer<typeof CreateEditsRequest>;

export const CreatedEdits = EditVersion.pick({ version: true, at: true, by: true })
  .strict()
  .meta({ id: 'CreatedEdits' });
