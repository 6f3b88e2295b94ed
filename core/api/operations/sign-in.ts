import * as z from 'zod';
import { Owner } from '../../access/api-key.ts';
import type { Operation } from '../operation.ts';

export const SignedIn = z
  .strictObject({
    apiKey: z.string().describe('For `jobs:read` and `jobs:write`; shown only here.'),
    owner: Owner,
    name: z.string().describe('Of the person, as the identity provider has it.'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

export const signInOperation = {
  method: 'POST',
  path: '/sign-in',
  summary:
    "Gives a person an API key for eight hours, for a token of the operator's identity provider.",
  caller: 'person',
  answers: { 201: { means: 'Signed in.', json: SignedIn } },
  problems: ['unauthenticated', 'not-found', 'rate-limited'],
} as const satisfies Operation;
