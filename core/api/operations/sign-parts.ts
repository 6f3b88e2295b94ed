import * as z from 'zod';
import { MAX_PARTS } from '../../audio/upload-parts.ts';
import { JobId } from '../../base/job-id.ts';
import { SignedParts } from '../../view/upload-view.ts';
import type { Operation } from '../operation.ts';

const MOST_AT_ONCE = 100;

export const signPartsOperation = {
  method: 'POST',
  path: '/uploads/{id}/parts',
  summary: 'Gives the addresses to which parts of an upload are sent, valid for fifteen minutes.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  body: z
    .strictObject({
      parts: z
        .array(z.int().min(1).max(MAX_PARTS))
        .min(1)
        .max(MOST_AT_ONCE)
        .refine((parts) => new Set(parts).size === parts.length, 'the same part twice')
        .meta({ description: 'Numbers of the parts, the first is 1.', uniqueItems: true }),
    })
    .meta({ id: 'SignParts', examples: [{ parts: [1, 2, 3] }] }),
  answers: { 200: { means: 'An address for each of the parts.', json: SignedParts } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
