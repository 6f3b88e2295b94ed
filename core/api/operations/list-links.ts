import * as z from 'zod';
import { LinkView } from '../../access/share-link.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const listLinksOperation = {
  method: 'GET',
  path: '/jobs/{id}/links',
  summary: "Lists the links to a job's transcript that work, without their tokens.",
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: {
    200: {
      means: 'The links, the newest first.',
      json: z.strictObject({ links: z.array(LinkView) }).meta({ id: 'LinkList' }),
    },
  },
  problems: [],
} as const satisfies Operation;
