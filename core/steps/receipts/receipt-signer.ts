/** Signs receipts with the deployment's current key. */
import { receiptKeyParameter, type Parameters } from '../../aws/parameters.ts';
import { logError } from '../../base/log.ts';
import { signReceipt } from '../../receipts/sign-receipt.ts';
import type { Signature } from '../../receipts/signature.ts';
import { SigningKey } from '../../receipts/signing-key.ts';

export interface ReceiptSigner {
  /** Without a signature if the deployment has no key. */
  signed: <R extends object>(receipt: R) => Promise<R & { signature?: Signature }>;
}

/** A missing key must not keep an owner from deleting: it is logged as an error. */
export function receiptSigner(stage: string, parameters: Pick<Parameters, 'get'>): ReceiptSigner {
  const name = receiptKeyParameter(stage);
  return {
    async signed(receipt) {
      const stored = await parameters.get(name);
      if (stored !== undefined) {
        return signReceipt(receipt, SigningKey.parse(JSON.parse(stored)));
      }
      const remedy = new Error(`no parameter ${name}: npm run receipt-keys -- create makes it`);
      logError('receipt not signed', remedy);
      return receipt;
    },
  };
}
