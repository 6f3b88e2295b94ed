/** Where the next page of an owner's jobs begins, as a text. */
import * as z from 'zod';

/** Index key of a page's last job, base64url. Not secret: it only reads the owner's own index. */
const CursorKey = z.strictObject({
  pk: z.string().regex(/^job#(job|drop)-[0-9a-f]{24}$/),
  sk: z.literal('job'),
  listedAs: z.string().regex(/^[\d.:TZ-]{20,30}#(job|drop)-[0-9a-f]{24}$/),
});

/** Characters; ours have less than 200. */
const LONGEST_CURSOR = 500;

export const JobCursor = z
  .string()
  .max(LONGEST_CURSOR)
  .transform((text, context): z.infer<typeof CursorKey> => {
    try {
      return CursorKey.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf-8')));
    } catch {
      context.addIssue({ code: 'custom', message: 'take it from "nextCursor" of the page before' });
      return z.NEVER;
    }
  })
  .describe('`nextCursor` of the page before.');

export function jobCursorText({ pk, sk, listedAs }: CursorFields): string {
  return Buffer.from(JSON.stringify({ pk, sk, listedAs })).toString('base64url');
}

type CursorFields = Readonly<Record<'pk' | 'sk' | 'listedAs', string>>;
