/** Scheduled every five minutes: sessions whose deadline has passed, or a step of which was lost. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { combineDue } from '../../core/steps/sessions/due-sessions.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'apiUrl', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  sessions: new SessionStore(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  removal: new ObjectRemoval(),
  workflow: new Workflow(),
};

const Scheduled = z.object({ time: z.iso.datetime() });

/** For beginning with another session, each of which takes seconds; the function's timeout is longer. */
const BEGIN_MS = 60_000;

export async function handler(event: unknown): Promise<void> {
  Scheduled.parse(event);
  const until = Date.now() + BEGIN_MS;
  const run = { now: new Date(), by: randomUUID(), hasTime: () => Date.now() < until };
  await combineDue(run, using);
}
