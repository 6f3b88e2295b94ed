import * as z from 'zod';
import { SignedBulkFiles, WantedBulkFiles } from '../../bulk/bulk-files.ts';
import { BulkId } from '../../bulk/bulk-id.ts';
import type { Operation } from '../operation.ts';

export const addBulkFilesOperation = {
  method: 'POST',
  path: '/bulk/{id}/files',
  summary: 'Gives the addresses to which files of a bulk are sent, and says which are there.',
  caller: 'jobs:write',
  parameters: z.object({ id: BulkId }),
  body: WantedBulkFiles,
  answers: { 200: { means: 'Each file: stored, or where it is sent.', json: SignedBulkFiles } },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
