import { expect, test } from 'vitest';
import fc from 'fast-check';
import { Owner } from '../../core/access/api-key.ts';
import { claimedOwner } from '../../core/access/claimed-owner.ts';

const claims = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.stringMatching(/^[a-zA-Z0-9-]{1,41}$/),
  fc.stringMatching(/^oidc-[0-9a-f]{32}$/),
);

test('every claim with a text is an owner, and different ones are different owners', () => {
  fc.assert(
    fc.property(claims, claims, (one, other) => {
      fc.pre(one.trim() !== '' && other.trim() !== '' && one !== other);
      expect(Owner.parse(claimedOwner(one))).toBe(claimedOwner(one));
      expect(claimedOwner(one)).not.toBe(claimedOwner(other));
    }),
  );
});

test('an owner’s name is that owner, and a name of a hash is nobody else’s', () => {
  expect(claimedOwner('anna-1')).toBe('anna-1');
  const hashed = claimedOwner('Anna-1') ?? '';
  expect(claimedOwner(hashed)).not.toBe(hashed);
});

test.each([undefined, null, '', ' ', 7, true, ['anna'], { sub: 'anna' }])(
  '%j is nobody',
  (claim) => {
    expect(claimedOwner(claim)).toBeUndefined();
  },
);

test('the hash of a claim has 128 bits: nobody can look for another claim with the same one', () => {
  expect(claimedOwner('anna@example.com')).toMatch(/^oidc-[0-9a-f]{32}$/);
});
