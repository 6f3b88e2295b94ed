/** Makes and rotates the key that signs receipts, and publishes its public key. */
import {
  receiptKeyParameter,
  receiptKeysParameter,
  type Parameters,
} from '../../aws/parameters.ts';
import {
  newSigningKey,
  publicKeyOf,
  ReceiptKeys,
  SigningKey,
  type ReceiptKey,
} from '../../receipts/signing-key.ts';

/** A parameter holds 4 KB; a key takes 260 bytes of it. */
const MOST_KEYS = 14;

/** Thrown when no further key fits. */
export class TooManyReceiptKeys extends Error {
  constructor() {
    super(
      `${MOST_KEYS} keys are published, and receipts of each may still be verified. No key was made.`,
    );
    this.name = 'TooManyReceiptKeys';
  }
}

interface Stage {
  stage: string;
  parameters: Pick<Parameters, 'get' | 'put' | 'keepSecret' | 'replaceSecret'>;
}

/** Makes the first key unless there is one. Idempotent: publishes a key that is not. */
export async function ensureReceiptKey(
  { stage, parameters }: Stage,
  now: Date,
): Promise<ReceiptKey> {
  const made = JSON.stringify(newSigningKey(now));
  const stored = await parameters.keepSecret(receiptKeyParameter(stage), made);
  const key = publicKeyOf(SigningKey.parse(JSON.parse(stored)));
  await publish(key, { stage, parameters });
  return key;
}

/** Published before it signs anything. Earlier keys stay published. @throws TooManyReceiptKeys */
export async function rotateReceiptKey(using: Stage, now: Date): Promise<ReceiptKey> {
  const made = newSigningKey(now);
  const key = publicKeyOf(made);
  await publish(key, using);
  await using.parameters.replaceSecret(receiptKeyParameter(using.stage), JSON.stringify(made));
  return key;
}

/** Newest first; empty if none was made. */
export async function receiptKeys(
  stage: string,
  parameters: Pick<Parameters, 'get'>,
): Promise<ReceiptKey[]> {
  const stored = await parameters.get(receiptKeysParameter(stage));
  return stored === undefined ? [] : ReceiptKeys.parse(JSON.parse(stored)).keys;
}

async function publish(key: ReceiptKey, { stage, parameters }: Stage): Promise<void> {
  const keys = await receiptKeys(stage, parameters);
  if (keys.some(({ keyId }) => keyId === key.keyId)) return;
  if (keys.length >= MOST_KEYS) throw new TooManyReceiptKeys();
  const all: ReceiptKeys = { keys: [key, ...keys] };
  await parameters.put(receiptKeysParameter(stage), JSON.stringify(all));
}
