/** The query parameter `version` of a transcript. */
import * as z from 'zod';
import { MOST_VERSIONS } from '../editing/edit.ts';
import { wholeNumber } from './query.ts';

export const TranscriptVersion = wholeNumber(
  z.union([z.enum(['machine', 'edited']), z.int().min(0).max(MOST_VERSIONS)]),
).describe(
  'As the machine wrote it, as it is edited by now, or a version of its edits. Without edits all are the same.',
);
export type TranscriptVersion = z.infer<typeof TranscriptVersion>;
