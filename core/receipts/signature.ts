/**
 * Signature of a receipt. What is signed: the receipt as canonical JSON (RFC 8785), in UTF-8, with
 * `signature` but without its `value`, so that key and algorithm are signed as well.
 */
import canonicalize from 'canonicalize';
import * as z from 'zod';
import { KeyId } from './signing-key.ts';

export const Signature = z
  .strictObject({
    keyId: KeyId.describe('Of a key of GET /receipt-keys.'),
    algorithm: z.literal('Ed25519'),
    value: z.string().describe('64 bytes, in base64url.'),
  })
  .meta({ id: 'ReceiptSignature' });
export type Signature = z.infer<typeof Signature>;

/** @throws TypeError if it is no JSON object */
export function signedBytes(
  receipt: object,
  { keyId, algorithm }: Pick<Signature, 'keyId' | 'algorithm'>,
): Uint8Array {
  const text = canonicalize({ ...receipt, signature: { keyId, algorithm } });
  if (text === undefined) throw new TypeError('only JSON can be signed');
  return Buffer.from(text, 'utf8');
}
