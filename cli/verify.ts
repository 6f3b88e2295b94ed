/** `npm run verify -- RECEIPT.json`: whether a deletion receipt was signed by a deployment, and what it says. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { readArguments, refuse } from '../computer/arguments.ts';
import { fromHere } from '../computer/here.ts';
import { whyUnreadable } from '../computer/unreadable.ts';
import { ReceiptKeys } from '../core/receipts/signing-key.ts';
import { NotVerified, verifyReceipt } from '../core/receipts/verify-receipt.ts';
import { sayReceipt } from './verify/say-receipt.ts';

const USAGE = `npm run verify -- RECEIPT.json (--key FILE | --url URL)

  --key FILE   the deployment's public key: PEM, or the JSON of GET /receipt-keys
  --url URL    the address of the deployment's API, whose keys are asked for: https://…

Exit status 0: the receipt was signed with one of these keys, and nothing in it was changed since.
1: it was not, or it cannot be said. The key must not come with the receipt.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: { key: { type: 'string' }, url: { type: 'string' } },
});
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) refuse(USAGE, 'Give one receipt.');
if ((values.key === undefined) === (values.url === undefined)) {
  refuse(USAGE, 'Give the key with --key, or the address of the API with --url.');
}
if (values.url !== undefined && !/^https?:\/\/./.test(values.url)) {
  refuse(USAGE, `--url: ${values.url} is no address: it begins with https:// or http://.`);
}

/** The keys could not be had: nothing can be said about the receipt. */
class NoKeys extends Error {}

try {
  const receipt = verifyReceipt(read(file), await keys());
  for (const line of sayReceipt(receipt)) console.log(line);
} catch (error) {
  if (!(error instanceof NotVerified) && !(error instanceof NoKeys)) throw error;
  console.error(`Not verified. ${error.message}`);
  process.exitCode = 1;
}

async function keys(): Promise<string[]> {
  if (values.key !== undefined) return keysIn(read(values.key));
  const url = `${(values.url ?? '').replace(/\/+$/, '')}/receipt-keys`;
  return keysIn(await fetched(url));
}

async function fetched(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (answer.ok) return await answer.text();
    throw new NoKeys(`${url} answered ${answer.status}.`);
  } catch (error) {
    if (error instanceof NoKeys) throw error;
    throw new NoKeys(`${url} does not answer.`, { cause: error });
  }
}

function keysIn(text: string): string[] {
  if (text.trimStart().startsWith('-----BEGIN')) return [text];
  try {
    // Newer deployments may tell more of a key.
    const Keys = z.object({ keys: z.array(ReceiptKeys.shape.keys.element.strip()) });
    return Keys.parse(JSON.parse(text)).keys.map(({ publicKey }) => publicKey);
  } catch (error) {
    throw new NoKeys('The keys are neither PEM nor the JSON of GET /receipt-keys.', {
      cause: error,
    });
  }
}

function read(file: string): string {
  try {
    return readFileSync(fromHere(file), 'utf8');
  } catch (error) {
    return refuse(USAGE, `${file} cannot be read: ${whyUnreadable(error)}.`);
  }
}
