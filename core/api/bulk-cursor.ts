/** Where the next page of an owner's bulks begins. */
import { listCursor } from './list-cursor.ts';

export const BulkCursor = listCursor('bulk', 'bulk-[0-9a-f]{24}');
