/** Owners by e-mail address: only where the identity provider vouches for it. */
import { expect, test } from 'vitest';
import { signIn, SignInRefused, type Claims } from '../../core/steps/keys/sign-in.ts';

const using = {
  keys: { add: () => Promise.resolve() },
  shares: { take: () => Promise.resolve(1) },
};
const signedIn = (claims: Claims) =>
  signIn({ claims: { email: 'anna@example.com', ...claims }, ownerClaim: 'email' }, using);

// API Gateway makes text of every value.
test.each([true, 'true'])('an address with email_verified %j is an owner', async (verified) => {
  const { owner } = await signedIn({ email_verified: verified });
  expect(owner).toMatch(/^oidc-/);
});

test.each([undefined, false, 'false', '', 'no', 1])(
  'one with email_verified %j is nobody’s',
  async (verified) => {
    await expect(signedIn({ email_verified: verified })).rejects.toThrow(SignInRefused);
  },
);
