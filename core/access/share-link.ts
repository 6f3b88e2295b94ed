/**
 * Links that show one transcript without a key, for a time. A link is a token of 256 random bits, told
 * once; it is stored as a hash, as an API key is.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { JobId } from '../base/job-id.ts';

export const LinkId = z.string().regex(/^link-[0-9a-f]{16}$/);

export const LinkToken = z.string().regex(/^[\w-]{43}$/, 'a token has 43 letters');

const MOST_DAYS = 90;
const DEFAULT_DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;

/** Links of one job that have not ended: a list of them is one answer. */
export const MOST_LINKS = 50;

/** What of a job a link shows. */
const Shown = z.strictObject({
  audio: z.boolean().describe('Whether the audio can be heard, too.'),
  /** Absent: the text as it is edited by now. */
  version: z
    .int()
    .min(0)
    .optional()
    .describe('A version of its edits, 0 for the text of the machine; absent: the newest.'),
  redacted: z
    .literal(true)
    .optional()
    .describe('Text and sound without what tells who someone is, and nothing of the original.'),
});

export const CreateLink = z
  .strictObject({
    days: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS).describe('How long it works.'),
    audio: Shown.shape.audio.default(false),
    version: Shown.shape.version,
    redacted: Shown.shape.redacted,
  })
  .meta({ id: 'CreateLink' });
export type CreateLink = z.infer<typeof CreateLink>;

/** As its owner sees it: without the token, which is not stored. */
export const LinkView = Shown.extend({
  linkId: LinkId,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
}).meta({ id: 'Link' });
export type LinkView = z.infer<typeof LinkView>;

export const CreatedLink = LinkView.extend({
  token: LinkToken.describe('Told here once.'),
  url: z.string().describe('Where a person opens it.'),
}).meta({ id: 'CreatedLink' });
export type CreatedLink = z.infer<typeof CreatedLink>;

export const ShareLink = z.object({ ...LinkView.shape, jobId: JobId, hash: z.string() });
export type ShareLink = z.infer<typeof ShareLink>;

export function newLink(
  jobId: string,
  { days, audio, version, redacted }: CreateLink,
  now: Date,
): { link: ShareLink; token: string } {
  const token = randomBytes(32).toString('base64url');
  const link: ShareLink = {
    linkId: `link-${randomBytes(8).toString('hex')}`,
    ...{ jobId, audio, ...(version !== undefined && { version }), ...(redacted && { redacted }) },
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + days * DAY_MS).toISOString(),
    hash: hashLinkToken(token),
  };
  return { link, token };
}

/** Looked up by equality: no secret is compared letter by letter. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The table deletes an expired row up to two days late. */
export function isLinkOver({ expiresAt }: Pick<ShareLink, 'expiresAt'>, now: Date): boolean {
  return Date.parse(expiresAt) <= now.getTime();
}

export function linkView({ hash: _, jobId: __, ...shown }: ShareLink): LinkView {
  return shown;
}
