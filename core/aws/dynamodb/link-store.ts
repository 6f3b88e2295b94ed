/**
 * Links to a job's transcript: a row by the hash of the token, which finds the job, and one in the job's
 * partition, which lists the links and by which deleting the job finds the first.
 */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isLinkOver, ShareLink } from '../../access/share-link.ts';
import { unlessDeleted } from './deleted-jobs.ts';
import { jobKey, jobLinkKey, LINKS, linkKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

/** Seconds that the job's row outlives the other, so that none is left that nothing names. */
const NAMED_LONGER = 7 * 24 * 3600;

export class LinkStore {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** @returns false if the job was deleted meanwhile */
  async add(link: ShareLink): Promise<boolean> {
    const { jobId, linkId, hash } = link;
    const ttl = Math.ceil(Date.parse(link.expiresAt) / 1000);
    const TableName = this.table.name;
    const named = { ...jobLinkKey(jobId, linkId), ...link, ttl: ttl + NAMED_LONGER };
    return transactUnlessRefused(this.table.client, [
      { Put: { TableName, Item: { ...linkKey(hash), ...link, ttl } } },
      { Put: { TableName, Item: named } },
      unlessDeleted(jobId, this.table),
    ]);
  }

  /** Undefined also for a link that is over. */
  async find(hash: string): Promise<ShareLink | undefined> {
    return this.unlessOver(await this.table.get(linkKey(hash), ShareLink));
  }

  /** Links of a job that are still valid, newest first. */
  async ofJob(jobId: string): Promise<ShareLink[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
        ExpressionAttributeValues: { ':pk': jobKey(jobId).pk, ':links': LINKS },
        ConsistentRead: true,
      }),
    );
    const links = Items.map((item) => ShareLink.parse(item));
    return links
      .filter((link) => this.unlessOver(link))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** @returns false if the job has no such link */
  async remove(jobId: string, linkId: string): Promise<boolean> {
    const key = jobLinkKey(jobId, linkId);
    const link = this.unlessOver(await this.table.get(key, ShareLink));
    if (!link) return false;
    const TableName = this.table.name;
    await transactUnlessRefused(this.table.client, [
      { Delete: { TableName, Key: linkKey(link.hash) } },
      { Delete: { TableName, Key: key } },
    ]);
    return true;
  }

  private unlessOver(link: ShareLink | undefined): ShareLink | undefined {
    return link && !isLinkOver(link, this.now()) ? link : undefined;
  }
}
