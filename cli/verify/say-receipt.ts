/** What a verified receipt says, in sentences. */
import * as z from 'zod';
import type { SignedReceipt } from '../../core/receipts/verify-receipt.ts';

/** Fields of all kinds of receipts; what is not there is not said. */
const Said = z.object({
  jobId: z.string().optional(),
  sessionId: z.string().optional(),
  bulkId: z.string().optional(),
  what: z.string().optional(),
  deletedAt: z.string(),
  removed: z.union([
    z.array(z.object({ what: z.string(), where: z.string(), count: z.number() })),
    z.record(z.string(), z.number()),
  ]),
  remains: z.array(z.object({ where: z.string(), what: z.string(), until: z.string().nullable() })),
});

export function sayReceipt(receipt: SignedReceipt): string[] {
  const { signature } = receipt;
  const verified = `Verified: signed with the key ${signature.keyId}, and unchanged since.`;
  const { data } = Said.safeParse(receipt);
  if (!data)
    return [verified, 'It is of a kind that this version does not know; read it yourself.'];
  const removed = Array.isArray(data.removed)
    ? data.removed.map(({ what, where, count }) => `  ${count} ${what} (${where})`)
    : Object.entries(data.removed).map(([what, count]) => `  ${count} ${what}`);
  const remains = data.remains.map(
    ({ where, what, until }) => `  ${where}, ${until ?? 'as long as its owner keeps it'}: ${what}`,
  );
  return [
    verified,
    `Deleted ${data.deletedAt}: ${subjectOf(data)}.`,
    ...['Removed:', ...removed],
    ...(remains.length > 0 ? ['Remains elsewhere, until:', ...remains] : ['Nothing remains.']),
  ];
}

function subjectOf({ jobId, sessionId, bulkId, what }: z.infer<typeof Said>): string {
  if (sessionId !== undefined) return `the session ${sessionId} with its jobs`;
  if (bulkId !== undefined) return `the bulk ${bulkId}, without its jobs`;
  return what === undefined ? `the job ${jobId ?? ''}` : `the ${what} of the job ${jobId ?? ''}`;
}
