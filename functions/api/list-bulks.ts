/** GET /bulk */
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { cursorText } from '../../core/api/list-cursor.ts';
import { listBulksOperation } from '../../core/api/operations/list-bulks.ts';
import { readConfig } from '../../core/base/config.ts';
import { entryOfBulk } from '../../core/view/bulk-view.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const store = new BulkStore(table);

export const handler = keyHandler(listBulksOperation, table, async ({ owner, query }) => {
  const { bulks, next } = await store.ofOwner(owner, query);
  return {
    status: 200,
    body: {
      bulks: bulks.map((bulk) => entryOfBulk(bulk, config.apiUrl)),
      nextCursor: next ? cursorText(next) : null,
    },
  };
});
