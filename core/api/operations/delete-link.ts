import * as z from 'zod';
import { LinkId } from '../../access/share-link.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const deleteLinkOperation = {
  method: 'DELETE',
  path: '/jobs/{id}/links/{linkId}',
  summary: 'Ends a link, which shows nothing from then on.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId, linkId: LinkId }),
  answers: { 204: { means: 'It does not work any more.' } },
  problems: [],
} as const satisfies Operation;
