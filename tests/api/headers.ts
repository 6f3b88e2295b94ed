/** What every answer of a function has, whatever it answers. */
import { expect } from 'vitest';
import type { Answered } from '../support/ask.ts';

export function expectSafe({ headers }: Answered): void {
  expect(Object.fromEntries(headers)).toMatchObject({
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8}$/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'cache-control': expect.stringMatching(/^(no-store|no-cache|public, max-age=\d+)$/),
    'x-request-id': expect.stringMatching(/./),
  });
}
