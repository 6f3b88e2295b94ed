import * as z from 'zod';
import { CreatedLink, CreateLink } from '../../access/share-link.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const createLinkOperation = {
  method: 'POST',
  path: '/jobs/{id}/links',
  summary: "Makes a link that shows a job's transcript without a key, for a time.",
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  body: CreateLink,
  answers: {
    201: { means: 'The link, with its token, which is shown only here.', json: CreatedLink },
  },
  problems: ['not-yet', 'not-in-this-state', 'kept-no-longer'],
} as const satisfies Operation;
