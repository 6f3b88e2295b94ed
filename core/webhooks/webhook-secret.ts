/**
 * The secrets of one webhook: the newest signs, and those before it sign too until their time is over,
 * so that a receiver may change from one to the other at any moment between.
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

/** Each is a signature in the header of every delivery. */
const MOST_PREVIOUS = 5;

/** Thrown for a rotation while so many earlier secrets are still good. */
export class RotatedTooOften extends Error {
  constructor() {
    super(`${MOST_PREVIOUS} earlier secrets are still good. Wait until the first of them is not.`);
    this.name = 'RotatedTooOften';
  }
}

/** As the Standard Webhooks specification has it: 24 to 64 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** From the stored text; a secret that was never rotated is stored as it is. */
export function readSecrets(text: string): Secrets {
  if (Secret.safeParse(text).success) return { current: text, previous: [] };
  return Secrets.parse(JSON.parse(text));
}

/** All that sign at a moment, the newest first. */
export function signers({ current, previous }: Secrets, now: Date): string[] {
  return [current, ...stillGood(previous, now).map(({ secret }) => secret)];
}

/**
 * A new secret signs from now on; every earlier one ends at `until` at the latest.
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
