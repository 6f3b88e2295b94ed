/** GET /jobs?status=&cursor=&limit= */
import * as z from 'zod';
import { readConfig } from '../../core/config.ts';
import { JobStatus } from '../../core/job.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { viewOf } from '../../core/job-view.ts';
import { query } from '../http/body.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const jobs = new JobStore(config.jobsTable);

/** A cursor is the key of the last job of a page. It needs no secret: it only ever reads the owner's own index. */
const Cursor = z.string().transform((text, context): Record<string, string> => {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf-8'));
    return z.strictObject({ pk: z.string(), sk: z.string(), listedAs: z.string() }).parse(json);
  } catch {
    context.addIssue({ code: 'custom', message: 'take it from "nextCursor" of the page before' });
    return z.NEVER;
  }
});

const Query = z.strictObject({
  status: JobStatus.optional(),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const handler = keyRoute('jobs:read', jobs, async (event, owner) => {
  const { status, cursor, limit } = query(event, Query);
  const page = await jobs.list({ owner, status, cursor: cursor && { ...cursor, owner }, limit });
  return {
    status: 200,
    body: {
      jobs: page.jobs.map((job) => viewOf(job, config.apiUrl)),
      nextCursor: page.next ? encode(page.next) : null,
    },
  };
});

function encode({ owner: _, ...key }: Record<string, string>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
