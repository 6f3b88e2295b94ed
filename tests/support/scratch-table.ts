/** A table of a test's own with the keys of the jobs table and its index `open`, in the worker's cloud. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import type { TestCloud } from './test-cloud.ts';

export async function scratchTable({ cloud }: TestCloud, TableName: string): Promise<JobsTable> {
  const dynamo = new DynamoDBClient(cloud.aws.connection);
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'open', AttributeType: 'S' },
        { AttributeName: 'listedAs', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open',
          KeySchema: [
            { AttributeName: 'open', KeyType: 'HASH' },
            { AttributeName: 'listedAs', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  return new JobsTable(TableName, dynamo);
}
