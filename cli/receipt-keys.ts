/** `npm run receipt-keys -- create | list | rotate`: keys that sign the deletion receipts of a deployment. */
import { SSMClient } from '@aws-sdk/client-ssm';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { columns } from '../computer/columns.ts';
import { Parameters } from '../core/aws/parameters.ts';
import type { ReceiptKey } from '../core/receipts/signing-key.ts';
import {
  ensureReceiptKey,
  receiptKeys,
  rotateReceiptKey,
  TooManyReceiptKeys,
} from '../core/steps/receipts/receipt-keys.ts';

const USAGE = `npm run receipt-keys -- create   the first key, unless there is one (npm run deploy does it)
npm run receipt-keys -- list     the public keys, newest first
npm run receipt-keys -- rotate   a new key signs from now on; earlier ones stay published

  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

The private key is the encrypted parameter /spotscribe/<stage>/receipts/signing-key, the public ones are
what GET /receipt-keys answers.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: PLACE_OPTIONS,
});
const COMMANDS: Record<string, () => Promise<ReceiptKey[]>> = {
  create: async () => [await ensureReceiptKey(using, new Date())],
  list: () => receiptKeys(stage, using.parameters),
  rotate: async () => [await rotateReceiptKey(using, new Date())],
};
const [command = '', ...rest] = positionals;
const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (!run || rest.length > 0) refuse(USAGE, 'There are three commands: create, list, rotate.');
const { stage, region } = await placeOf(values, USAGE);
const using = { stage, parameters: new Parameters(new SSMClient({ region })) };

try {
  const keys = await run();
  const rows = keys.map(({ keyId, createdAt }) => [keyId, createdAt]);
  console.log(keys.length === 0 ? 'There are no keys.' : columns([['KEY', 'CREATED'], ...rows]));
} catch (error) {
  if (!(error instanceof TooManyReceiptKeys)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
