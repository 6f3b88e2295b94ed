/** Where the next page of an owner's jobs begins. */
import { listCursor } from './list-cursor.ts';

export const JobCursor = listCursor('job', '(job|drop)-[0-9a-f]{24}');
