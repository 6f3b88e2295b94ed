import { createPublicKey, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotVerified, verifyReceipt } from '../../core/receipts/verify-receipt.ts';
import { signReceipt } from '../../core/receipts/sign-receipt.ts';
import { newSigningKey, publicKeyOf } from '../../core/receipts/signing-key.ts';
import { receiptSigner } from '../../core/steps/receipts/receipt-signer.ts';
import {
  ensureReceiptKey,
  receiptKeys,
  rotateReceiptKey,
  TooManyReceiptKeys,
} from '../../core/steps/receipts/receipt-keys.ts';
import { sayReceipt } from '../../cli/verify/say-receipt.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const KEY = newSigningKey(NOW);
const { publicKey } = publicKeyOf(KEY);

const RECEIPT = {
  jobId: 'job-0123456789abcdef01234567',
  deletedAt: '2026-11-30T12:00:00.000Z',
  removed: [{ what: 'audio', where: 'audio-bucket', count: 2, bytes: 1234 }],
  remains: [
    { where: 'logs', what: 'Ids – "räksmörgås".', until: '2027-01-02T12:00:00.000Z' },
    { where: 'receivers', what: 'Webhooks.', until: null },
  ],
};

/** Parameter store in memory. */
function parameters() {
  const stored = new Map<string, string>();
  return {
    stored,
    get: (name: string) => Promise.resolve(stored.get(name)),
    put: async (name: string, value: string) => {
      stored.set(name, value);
      await Promise.resolve();
    },
    replaceSecret: async (name: string, value: string) => {
      stored.set(name, value);
      await Promise.resolve();
    },
    keepSecret: (name: string, value: string) => {
      if (!stored.has(name)) stored.set(name, value);
      return Promise.resolve(stored.get(name) ?? value);
    },
  };
}

describe('a signed receipt', () => {
  test('is verified however its JSON is spaced and ordered', () => {
    const signed = signReceipt(RECEIPT, KEY);
    const reordered = Object.fromEntries(Object.entries(signed).reverse());
    for (const text of [JSON.stringify(signed), JSON.stringify(reordered, null, 2)]) {
      expect(verifyReceipt(text, [publicKey])).toEqual(signed);
    }
  });

  test('can be verified by other programs: Ed25519 over the canonical JSON without the value', () => {
    const { signature, ...rest } = signReceipt(RECEIPT, KEY);
    const { value, ...named } = signature;
    const bytes = Buffer.from(canonicalize({ ...rest, signature: named }) ?? '');
    const key = createPublicKey(publicKey);
    expect(verify(null, bytes, key, Buffer.from(value, 'base64url'))).toBe(true);
  });

  test('keeps no field of another value, whatever JSON it is', () => {
    const name = fc.oneof(fc.string(), fc.constant('__proto__'));
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), (fields) => {
        const { signature: _, ...receipt } = fields;
        const signed = signReceipt(receipt, KEY);
        expect(verifyReceipt(JSON.stringify(signed), [publicKey])).toEqual(
          JSON.parse(JSON.stringify(signed)),
        );
      }),
    );
  });

  test('is refused if any byte of it is another one', () => {
    const text = JSON.stringify(signReceipt(RECEIPT, KEY));
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, other) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ other;
        expect(() => verifyReceipt(changed.toString('utf8'), [publicKey])).toThrow(NotVerified);
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused with a field more, a field less, or a field twice', () => {
    const signed = signReceipt(RECEIPT, KEY);
    const { deletedAt: _, ...less } = signed;
    const text = JSON.stringify(signed);
    for (const changed of [
      JSON.stringify({ ...signed, more: 1 }),
      JSON.stringify(less),
      text.replace('{', '{"__proto__":{"deletedAt":"1999-01-01T00:00:00.000Z"},'),
      text.replace('{', '{"deletedAt":"1999-01-01T00:00:00.000Z",'),
      text.replace('"count":2', '"count":9,"count":2'),
    ]) {
      expect(() => verifyReceipt(changed, [publicKey])).toThrow(NotVerified);
    }
  });

  test('is refused by another key, also if it says that it was signed with that', () => {
    const other = newSigningKey(NOW);
    const { keyId } = publicKeyOf(other);
    const signed = signReceipt(RECEIPT, KEY);
    const renamed = { ...signed, signature: { ...signed.signature, keyId } };
    const keys = [publicKeyOf(other).publicKey];
    expect(() => verifyReceipt(JSON.stringify(signed), keys)).toThrow('None of the keys');
    expect(() => verifyReceipt(JSON.stringify(renamed), keys)).toThrow('was changed, or forged');
  });

  test.each([
    ['not JSON', '{', 'not JSON'],
    ['no receipt', '[]', 'no signed receipt'],
    ['not signed', JSON.stringify(RECEIPT), 'not signed'],
  ])('that is %s is refused in a sentence', (_, text, why) => {
    expect(() => verifyReceipt(text, [publicKey])).toThrow(why);
  });

  test('is refused with a key that is none, or of another kind', () => {
    const text = JSON.stringify(signReceipt(RECEIPT, KEY));
    expect(() => verifyReceipt(text, ['nonsense'])).toThrow('no public key');
  });

  test('is said with what was removed and what remains until when', () => {
    const said = sayReceipt(signReceipt(RECEIPT, KEY)).join('\n');
    expect(said).toContain(
      'Deleted 2026-11-30T12:00:00.000Z: the job job-0123456789abcdef01234567.',
    );
    expect(said).toContain('2 audio (audio-bucket)');
    expect(said).toContain('logs, 2027-01-02T12:00:00.000Z: Ids – "räksmörgås".');
    expect(said).toContain('receivers, as long as its owner keeps it: Webhooks.');
  });
});

describe('the key of receipts', () => {
  test('is made once, and published', async () => {
    const store = parameters();
    const using = { stage: 'dev', parameters: store };
    const first = await ensureReceiptKey(using, NOW);
    expect(await ensureReceiptKey(using, NOW)).toEqual(first);
    expect(await receiptKeys('dev', store)).toEqual([first]);
    const signed = await receiptSigner('dev', store).signed(RECEIPT);
    expect(signed.signature?.keyId).toBe(first.keyId);
  });

  test('is published by the next try if the first one died in between', async () => {
    const store = parameters();
    const dying = { ...store, put: () => Promise.reject(new Error('died')) };
    await expect(ensureReceiptKey({ stage: 'dev', parameters: dying }, NOW)).rejects.toThrow();
    expect(await receiptKeys('dev', store)).toEqual([]);
    const key = await ensureReceiptKey({ stage: 'dev', parameters: store }, NOW);
    expect(await receiptKeys('dev', store)).toEqual([key]);
  });

  test('is replaced by one that was published before; receipts of the old one hold', async () => {
    const store = parameters();
    const using = { stage: 'dev', parameters: store };
    const first = await ensureReceiptKey(using, NOW);
    const old = await receiptSigner('dev', store).signed(RECEIPT);
    const dying = { ...store, replaceSecret: () => Promise.reject(new Error('died')) };
    await expect(rotateReceiptKey({ stage: 'dev', parameters: dying }, NOW)).rejects.toThrow();
    // The key that was published in vain signs nothing.
    expect((await receiptSigner('dev', store).signed(RECEIPT)).signature?.keyId).toBe(first.keyId);
    const second = await rotateReceiptKey(using, NOW);
    const next = await receiptSigner('dev', store).signed(RECEIPT);
    expect(next.signature?.keyId).toBe(second.keyId);
    const keys = (await receiptKeys('dev', store)).map((one) => one.publicKey);
    expect(keys).toHaveLength(3);
    for (const receipt of [old, next]) {
      expect(verifyReceipt(JSON.stringify(receipt), keys)).toEqual(receipt);
    }
  });

  test('stops being replaced while all public keys fit the parameter’s 4 KB', async () => {
    const store = parameters();
    const using = { stage: 'dev', parameters: store };
    await ensureReceiptKey(using, NOW);
    const rotateAlways = async () => {
      for (;;) await rotateReceiptKey(using, NOW);
    };
    await expect(rotateAlways()).rejects.toThrow(TooManyReceiptKeys);
    const sizes = [...store.stored.values()].map((value) => Buffer.byteLength(value));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096);
  });

  test('that is missing keeps no owner from deleting: the receipt is not signed', async () => {
    expect(await receiptSigner('dev', parameters()).signed(RECEIPT)).toEqual(RECEIPT);
  });
});
