/** Registry of API keys by prefix, for operators. Functions may read it, and not write to it. */
import { paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ApiKey } from '../../access/api-key.ts';
import { KeyUse } from './api-keys.ts';
import { apiKeyKey, keyEntryKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { transact } from './transact.ts';

const DAY_SECONDS = 24 * 3600;
/** How long an ended key is still listed; one of a sign-in shorter, since there are many. */
const REMEMBERED_SECONDS = 90 * DAY_SECONDS;
const SHORT_REMEMBERED_SECONDS = 7 * DAY_SECONDS;

const Entry = z.object({ hash: z.string() });
const StoredKey = ApiKey.extend(KeyUse.shape);

export type RegisteredKey = z.infer<typeof StoredKey> & z.infer<typeof Entry>;

export type KeyEnd = Required<Pick<ApiKey, 'endsAt' | 'endedBy'>>;

/** Thrown when a new key's prefix is taken, a chance of one in 2^36. */
export class PrefixTaken extends Error {
  constructor(cause: unknown) {
    super('a key with this prefix is there already', { cause });
    this.name = 'PrefixTaken';
  }
}

export class ApiKeyRegistry {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** @throws PrefixTaken */
  async add(hash: string, key: ApiKey): Promise<void> {
    const { endsAt, createdAt } = key;
    const ttl =
      endsAt === undefined ? undefined : forgottenAt(endsAt, remembered(createdAt, endsAt));
    const ConditionExpression = 'attribute_not_exists(pk)';
    const items = [
      { ...apiKeyKey(hash), ...key, ttl },
      { ...keyEntryKey(key.prefix), hash, ttl },
    ];
    await transact(
      this.table.client,
      items.map((Item) => ({ Put: { TableName: this.table.name, Item, ConditionExpression } })),
      (cause) => new PrefixTaken(cause),
    );
  }

  /** All keys, including recently ended ones. */
  async list(): Promise<RegisteredKey[]> {
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keyEntryKey('').pk },
    };
    const hashes: string[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      hashes.push(...Items.map((item) => Entry.parse(item).hash));
    }
    const keys = await Promise.all(hashes.map((hash) => this.key(hash)));
    return keys.filter((key) => key !== undefined);
  }

  async find(prefix: string): Promise<RegisteredKey | undefined> {
    const entry = await this.table.get(keyEntryKey(prefix), Entry);
    return entry && this.key(entry.hash);
  }

  /** Ends a key, or moves its end earlier; never later. */
  async end({ hash, prefix }: RegisteredKey, { endsAt, endedBy }: KeyEnd): Promise<void> {
    const ttl = forgottenAt(endsAt);
    await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: apiKeyKey(hash),
        UpdateExpression: 'SET endsAt = :endsAt, endedBy = :endedBy, #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(endsAt) OR endsAt > :endsAt',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':endsAt': endsAt, ':endedBy': endedBy, ':ttl': ttl },
      }),
    );
    await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: keyEntryKey(prefix),
        UpdateExpression: 'SET #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':ttl': ttl },
      }),
    );
  }

  private async key(hash: string): Promise<RegisteredKey | undefined> {
    const key = await this.table.get(apiKeyKey(hash), StoredKey);
    return key && { ...key, hash };
  }
}

function forgottenAt(endsAt: string, remembered = REMEMBERED_SECONDS): number {
  return Math.ceil(Date.parse(endsAt) / 1000) + remembered;
}

function remembered(createdAt: string, endsAt: string): number {
  const isShort = Date.parse(endsAt) - Date.parse(createdAt) < DAY_SECONDS * 1000;
  return isShort ? SHORT_REMEMBERED_SECONDS : REMEMBERED_SECONDS;
}
