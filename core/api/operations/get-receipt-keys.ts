import { ReceiptKeys } from '../../receipts/signing-key.ts';
import type { Operation } from '../operation.ts';

export const getReceiptKeysOperation = {
  method: 'GET',
  path: '/receipt-keys',
  summary: 'Shows the public keys with which anybody can verify deletion receipts.',
  caller: 'anyone',
  answers: {
    200: {
      means: 'The keys, also those of earlier receipts.',
      json: ReceiptKeys,
      headers: { 'Cache-Control': 'For how long they may be kept.' },
    },
  },
  problems: [],
} as const satisfies Operation;
