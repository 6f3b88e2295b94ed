/** Where the next page of a list of jobs or bulks begins, as a text. */
import * as z from 'zod';

/** Characters; ours have less than 200. */
const LONGEST_CURSOR = 500;

type CursorFields = Readonly<Record<'pk' | 'sk' | 'listedAs', string>>;

/**
 * Index key of a page's last item, base64url. Not secret: it only reads the owner's own partition.
 * @param sk sort key of the items, and prefix of their partitions
 * @param id pattern of their ids: `bulk-[0-9a-f]{24}`
 */
export function listCursor<Sk extends string>(sk: Sk, id: string) {
  const CursorKey = z.strictObject({
    pk: z.string().regex(new RegExp(`^${sk}#${id}$`)),
    sk: z.literal(sk),
    listedAs: z.string().regex(new RegExp(`^[\\d.:TZ-]{20,30}#${id}$`)),
  });
  return z
    .string()
    .max(LONGEST_CURSOR)
    .transform((text, context): z.infer<typeof CursorKey> => {
      try {
        return CursorKey.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf-8')));
      } catch {
        const message = 'take it from "nextCursor" of the page before';
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    })
    .describe('`nextCursor` of the page before.');
}

export function cursorText({ pk, sk, listedAs }: CursorFields): string {
  return Buffer.from(JSON.stringify({ pk, sk, listedAs })).toString('base64url');
}
