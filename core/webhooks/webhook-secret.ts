/**
 * Signing secrets of one webhook. The newest signs, and earlier ones sign as well until they
 * expire, so that a receiver can switch at any time in between.
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { WebhookId } from './webhook-endpoint.ts';

const Secret = z.string().startsWith('whsec_');

export const Secrets = z.object({
  current: Secret,
  previous: z.array(z.object({ secret: Secret, until: z.iso.datetime() })),
});
export type Secrets = z.infer<typeof Secrets>;

const DAY_SECONDS = 24 * 3600;

export const OverlapSeconds = z
  .int()
  .min(0)
  .max(7 * DAY_SECONDS)
  .describe('How long the old secret signs beside the new one; 0: all old ones end at once.');
export const DEFAULT_OVERLAP_SECONDS = DAY_SECONDS;

export const RotatedWebhook = z
  .strictObject({
    webhookId: WebhookId,
    secret: Secret.describe('The new one. Shown here and never again.'),
    previousUntil: z.iso.datetime().describe('When the one before it ends.'),
  })
  .meta({ id: 'RotatedWebhook' });
export type RotatedWebhook = z.infer<typeof RotatedWebhook>;

/** Each adds a signature to every delivery's header. */
const MOST_PREVIOUS = 5;

/** Thrown for a rotation while MOST_PREVIOUS earlier secrets are still valid. */
export class RotatedTooOften extends Error {
  constructor() {
    super(`${MOST_PREVIOUS} earlier secrets are still good. Wait until the first of them is not.`);
    this.name = 'RotatedTooOften';
  }
}

/** The Standard Webhooks specification requires 24 to 64 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Parses the stored text: the bare secret if never rotated, JSON otherwise. */
export function readSecrets(text: string): Secrets {
  if (Secret.safeParse(text).success) return { current: text, previous: [] };
  return Secrets.parse(JSON.parse(text));
}

/** All valid secrets, newest first. */
export function signers({ current, previous }: Secrets, now: Date): string[] {
  return [current, ...stillGood(previous, now).map(({ secret }) => secret)];
}

/**
 * Makes `secret` the current one; every earlier one expires at `until` at the latest.
 * @throws RotatedTooOften
 */
export function rotated(
  { current, previous }: Secrets,
  secret: string,
  { now, until }: { now: Date; until: Date },
): Secrets {
  const end = until.toISOString();
  const earlier = [
    { secret: current, until: end },
    ...previous.map((one) => (one.until < end ? one : { ...one, until: end })),
  ];
  const kept = stillGood(earlier, now);
  if (kept.length > MOST_PREVIOUS) throw new RotatedTooOften();
  return { current: secret, previous: kept };
}

function stillGood(previous: Secrets['previous'], now: Date): Secrets['previous'] {
  return previous.filter(({ until }) => Date.parse(until) > now.getTime());
}
