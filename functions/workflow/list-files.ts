/** State ListFiles: the files of a bulk. */
import * as z from 'zod';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { listFiles, type Listed } from '../../core/steps/bulk/list-files.ts';

const config = readConfig(['jobsTable', 'audioBucket', 'resultsBucket']);
const using = {
  ...config,
  bulks: new BulkStore(new JobsTable(config.jobsTable)),
  objects: new ObjectLister(),
  writer: new ObjectWriter(),
  now: () => new Date(),
};

const Input = z.object({ bulkId: BulkId });

export async function handler(input: unknown): Promise<Listed> {
  return listFiles(Input.parse(input).bulkId, using);
}
