/**
 * Keys that sign deletion receipts: Ed25519. The private one is an encrypted parameter; the public ones,
 * also those of earlier keys, are in another one, which anybody may read through the API.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import * as z from 'zod';

export const SigningKey = z.object({
  privateKey: z.string().describe('PKCS #8, as PEM.'),
  createdAt: z.iso.datetime(),
});
export type SigningKey = z.infer<typeof SigningKey>;

/** SHA-256 of the public key (SPKI, DER), in base64url. */
export const KeyId = z.string().regex(/^[\w-]{43}$/);

export const ReceiptKey = z
  .strictObject({
    keyId: KeyId.describe('SHA-256 of the public key (SPKI, DER), in base64url.'),
    algorithm: z.literal('Ed25519'),
    publicKey: z.string().describe('SPKI, as PEM.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ReceiptKey' });
export type ReceiptKey = z.infer<typeof ReceiptKey>;

export const ReceiptKeys = z
  .strictObject({ keys: z.array(ReceiptKey).describe('Newest first; none is ever taken away.') })
  .meta({ id: 'ReceiptKeys' });
export type ReceiptKeys = z.infer<typeof ReceiptKeys>;

export function newSigningKey(now: Date): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    createdAt: now.toISOString(),
  };
}

export function publicKeyOf({ privateKey, createdAt }: SigningKey): ReceiptKey {
  const key = createPublicKey(createPrivateKey(privateKey));
  return {
    keyId: keyIdOf(key.export({ type: 'spki', format: 'der' })),
    algorithm: 'Ed25519',
    publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
    createdAt,
  };
}

/** @param spki DER */
export function keyIdOf(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('base64url');
}
