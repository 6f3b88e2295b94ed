/** Edits of a job's transcript: a row for each version, in the partition of the job, never changed. */
import { paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { EditVersion } from '../../editing/edit.ts';
import { isDeleted, unlessDeleted } from './deleted-jobs.ts';
import { editKey, EDITS, jobKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

/** Versions of one answer; DynamoDB ends a page at 1 MB as well. */
const PAGE = 100;

export class EditStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** All versions, in order. */
  async all(jobId: string): Promise<EditVersion[]> {
    const versions: EditVersion[] = [];
    const pages = paginateQuery({ client: this.table.client }, this.asked(jobId, 0));
    for await (const { Items = [] } of pages) {
      for (const item of Items) versions.push(EditVersion.parse(item));
    }
    return versions;
  }

  /** The first versions after one, at least one if there is any. */
  async page(jobId: string, after: number): Promise<EditVersion[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({ ...this.asked(jobId, after), Limit: PAGE }),
    );
    return Items.map((item) => EditVersion.parse(item));
  }

  /** Number of the newest version; 0 if there is none. */
  async newest(jobId: string): Promise<number> {
    const asked = { ...this.asked(jobId, 0), ScanIndexForward: false, Limit: 1 };
    const { Items = [] } = await this.table.client.send(new QueryCommand(asked));
    return Items.map((item) => EditVersion.parse(item).version)[0] ?? 0;
  }

  /** @returns `taken` if there is such a version by now, `deleted` if the job is */
  async add(jobId: string, version: EditVersion): Promise<'added' | 'taken' | 'deleted'> {
    const Put = {
      TableName: this.table.name,
      Item: { ...editKey(jobId, version.version), ...version },
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    const writes = [{ Put }, unlessDeleted(jobId, this.table)];
    if (await transactUnlessRefused(this.table.client, writes)) return 'added';
    return (await isDeleted(jobId, this.table)) ? 'deleted' : 'taken';
  }

  private asked(jobId: string, after: number) {
    return {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': jobKey(jobId).pk,
        ':first': editKey(jobId, after + 1).sk,
        ':last': `${EDITS}~`,
      },
      ConsistentRead: true,
    };
  }
}
