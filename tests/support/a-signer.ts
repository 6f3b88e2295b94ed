/** Signs receipts with a key of its own. */
import { signReceipt } from '../../core/receipts/sign-receipt.ts';
import { newSigningKey, publicKeyOf } from '../../core/receipts/signing-key.ts';
import type { ReceiptSigner } from '../../core/steps/receipts/receipt-signer.ts';

const KEY = newSigningKey(new Date('2026-11-01T00:00:00Z'));

export const SIGNER_KEY = publicKeyOf(KEY);

export const SIGNER: ReceiptSigner = {
  signed: (receipt) => Promise.resolve(signReceipt(receipt, KEY)),
};
