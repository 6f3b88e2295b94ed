/** How a redaction looked for names. */
import * as z from 'zod';

export const NameModel = z
  .object({
    name: z.string().max(200).describe('Its repository, or the name of its folder.'),
    revision: z.string().max(200).optional(),
    sha256: z.string().max(64).describe('Of its weights.'),
  })
  .meta({ id: 'NameModel' });
export type NameModel = z.infer<typeof NameModel>;

/** `withoutModel` where `by` has none. */
export const NamesSearch = z
  .object({
    by: z.array(z.enum(['rules', 'model'])).max(2),
    model: NameModel.optional(),
    withoutModel: z
      .string()
      .max(1000)
      .optional()
      .describe('Why the rules alone looked for names: the image has no model, or it failed.'),
  })
  .meta({ id: 'NamesSearch' });
export type NamesSearch = z.infer<typeof NamesSearch>;
