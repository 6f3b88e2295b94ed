/** A signed address of a job's audio, from which a browser plays it. */
import * as z from 'zod';

export const AudioLink = z
  .strictObject({
    url: z.url(),
    contentType: z.string().describe('What the address answers with: never a page.'),
    bytes: z.int().min(0),
    filename: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'AudioLink' });
export type AudioLink = z.infer<typeof AudioLink>;
