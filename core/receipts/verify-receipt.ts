/** Verifies a signed receipt with public keys that do not come from the receipt itself. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { Signature, signedBytes } from './signature.ts';
import { keyIdOf } from './signing-key.ts';

/** Thrown when the signature does not hold; the message says why, in one sentence. */
export class NotVerified extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'NotVerified';
  }
}

/** A receipt of any kind; newer kinds may have more fields. */
const SignedReceipt = z.looseObject({ signature: Signature });
export type SignedReceipt = z.infer<typeof SignedReceipt>;

/**
 * @param text of the receipt, as it was answered
 * @param keys public ones as PEM
 * @throws NotVerified
 */
export function verifyReceipt(text: string, keys: readonly string[]): SignedReceipt {
  const receipt = receiptIn(text);
  const { signature, ...rest } = receipt;
  const key = keys.map(publicKey).find((one) => keyIdIn(one) === signature.keyId);
  if (!key) throw new NotVerified(`None of the keys has the id ${signature.keyId}.`);
  const value = Buffer.from(signature.value, 'base64url');
  // Base64url has more than one text for the same bytes.
  const isPlain = value.toString('base64url') === signature.value;
  if (!isPlain || !verify(null, signedBytes(rest, signature), key, value)) {
    throw new NotVerified('The signature does not belong to this text: it was changed, or forged.');
  }
  return receipt;
}

function receiptIn(text: string): SignedReceipt {
  const json = jsonIn(text);
  if (namesIn(text) !== namesOf(json)) {
    throw new NotVerified('A field is there twice: programs would read different receipts.');
  }
  const { success, error } = SignedReceipt.safeParse(json);
  // As it was read: what the schema makes of it lacks a field named `__proto__`.
  if (success) return json as SignedReceipt;
  const isUnsigned = z.object({ signature: z.undefined().optional() }).safeParse(json).success;
  throw new NotVerified(
    isUnsigned
      ? 'The receipt is not signed.'
      : `It is no signed receipt: ${z.prettifyError(error)}`,
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotVerified('It is not JSON.');
  }
}

/** Field names in JSON text. */
function namesIn(text: string): number {
  const strings = text.matchAll(/"(?:\\.|[^"\\])*"(\s*:)?/g);
  return [...strings].filter(([, colon]) => colon !== undefined).length;
}

function namesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, one) => sum + namesOf(one), own);
}

function publicKey(pem: string): KeyObject {
  const key = keyIn(pem);
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new NotVerified('One of the keys is no Ed25519 key.');
}

function keyIn(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new NotVerified('One of the keys is no public key in PEM.');
  }
}

function keyIdIn(key: KeyObject): string {
  return keyIdOf(key.export({ type: 'spki', format: 'der' }));
}
