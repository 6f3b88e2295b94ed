/** Signs a receipt. */
import { createPrivateKey, sign } from 'node:crypto';
import { publicKeyOf, type SigningKey } from './signing-key.ts';
import { signedBytes, type Signature } from './signature.ts';

export function signReceipt<R extends object>(
  receipt: R,
  key: SigningKey,
): R & { signature: Signature } {
  const { keyId, algorithm } = publicKeyOf(key);
  // Without fields that are undefined, as it is stored and sent.
  const plain = JSON.parse(JSON.stringify(receipt)) as R;
  const bytes = signedBytes(plain, { keyId, algorithm });
  const value = sign(null, bytes, createPrivateKey(key.privateKey)).toString('base64url');
  return { ...plain, signature: { keyId, algorithm, value } };
}
