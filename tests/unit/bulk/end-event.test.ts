/** The event of a bulk that is over, from each place where one ends. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filesIn } from '../../../core/bulk/listed-file.ts';
import { bulkOver } from '../../../core/steps/bulk/bulk-over.ts';
import { cancelBulk } from '../../../core/steps/bulk/cancel-bulk.ts';
import { followJobs } from '../../../core/steps/bulk/follow-jobs.ts';
import { listFiles } from '../../../core/steps/bulk/list-files.ts';
import { submitBatch } from '../../../core/steps/bulk/submit-batch.ts';
import { writeReport } from '../../../core/steps/bulk/write-report.ts';
import type { Delivery } from '../../../core/webhooks/delivery.ts';
import { BulksInMemory, OWNER } from '../../support/bulks-in-memory.ts';
import { anEndpoint } from '../../support/deliveries-in-memory.ts';
import { Died, dyingAfter } from '../../support/dying-after.ts';

const AT = '2026-11-30T12:00:00.000Z';
const KEYS = ['a', 'b', 'c'].map((name) => `in/${OWNER}/archive/möte med ${name}.wav`);

/** One whose files have jobs that have ended, and whose owner has an endpoint for its event. */
async function readyCloud(): Promise<BulksInMemory> {
  const cloud = new BulksInMemory(KEYS, { maxCostUsd: 2, startedAt: AT });
  cloud.webhooks.endpoints = [anEndpoint('a', { events: ['bulk.completed'] })];
  await listFiles(cloud.bulk.bulkId, cloud.ports);
  const list = cloud.texts.get(`bulk/${cloud.bulk.bulkId}/list.jsonl`) ?? '';
  await submitBatch({ bulkId: cloud.bulk.bulkId, files: filesIn(list) }, cloud.ports);
  cloud.moveAll({ status: 'completed' });
  return cloud;
}

function waitingCloud(): BulksInMemory {
  const source = { upload: { files: 3 } };
  const cloud = new BulksInMemory([], { status: 'awaiting_files', source });
  cloud.webhooks.endpoints = [anEndpoint('a', { events: ['bulk.completed'] })];
  return cloud;
}

function bodies(cloud: BulksInMemory): unknown[] {
  const sent = [...cloud.webhooks.stored.values()];
  for (const { deliveryId } of sent) expect(cloud.webhooks.started).toContain(`${deliveryId}-0`);
  return sent.map(({ body }) => JSON.parse(body) as unknown);
}

test('tells the status, the counts, the money and the links, and nothing of the files', async () => {
  const cloud = await readyCloud();
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  const { bulkId } = cloud.bulk;
  const self = `https://api.example/bulk/${bulkId}`;
  expect(bodies(cloud)).toEqual([
    {
      type: 'bulk.completed',
      timestamp: AT,
      data: {
        ...{ bulkId, status: 'completed', createdAt: AT, endedAt: AT },
        counts: {
          ...{ listed: 3, submitted: 3, earlier: 0, skipped: 0, refused: 0 },
          ...{ waiting: 0, running: 0, completed: 3, failed: 0, cancelled: 0 },
        },
        money: { ceilingUsd: 2, committedUsd: 0.4, heldUsd: 0, leftUsd: 1.6 },
        links: { self, report: `${self}/report` },
      },
    },
  ]);
});

test('goes to enabled endpoints that ask for it, and to no other', async () => {
  const cloud = await readyCloud();
  cloud.webhooks.endpoints = [
    anEndpoint('a'),
    anEndpoint('b', { events: ['job.completed', 'session.completed'] }),
    anEndpoint('c', { events: ['bulk.completed', 'job.failed'] }),
    anEndpoint('d', { events: ['bulk.completed'], disabledAt: AT, disabledBecause: 'gone' }),
  ];
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  const sent = [...cloud.webhooks.stored.values()];
  expect(sent.map(({ url }) => url)).toEqual(['https://hooks.example/c']);
});

test('is sent once, wherever steps die, and the bulk is over before it is sent', async () => {
  const deaths = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 });
  const property = fc.asyncProperty(deaths, async (lifetimes) => {
    const cloud = await readyCloud();
    const { bulkId } = cloud.bulk;
    for (const calls of lifetimes) {
      await writeReport(bulkId, dyingPorts(calls, cloud.ports)).catch(() => undefined);
      if (cloud.webhooks.stored.size > 0) expect(cloud.bulk).toMatchObject({ endedAt: AT });
    }
    // The workflow gives up in the end, or does not.
    await bulkOver(bulkId, cloud.ports);
    await writeReport(bulkId, cloud.ports);
    expect(bodies(cloud)).toMatchObject([{ data: { status: cloud.bulk.status } }]);
  });
  await fc.assert(property, { numRuns: 50 });
});

test('does not go to an endpoint that is registered afterwards, when a step is repeated', async () => {
  const cloud = await readyCloud();
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  cloud.webhooks.endpoints.push(anEndpoint('b', { events: ['bulk.completed'] }));
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  await bulkOver(cloud.bulk.bulkId, cloud.ports);
  expect(bodies(cloud)).toHaveLength(1);
});

test('that cannot be stored does not keep a bulk open, and is sent by the next call', async () => {
  const cloud = await readyCloud();
  const { bulkId } = cloud.bulk;
  const broken = { ofOwner: () => Promise.reject(new Died()) };
  await expect(writeReport(bulkId, { ...cloud.ports, endpoints: broken })).rejects.toThrow(Died);
  expect(cloud.bulk).toMatchObject({ status: 'completed', endedAt: AT });
  await bulkOver(bulkId, cloud.ports);
  expect(bodies(cloud)).toMatchObject([{ data: { status: 'completed' } }]);
});

test('is sent of a bulk whose workflow was stopped', async () => {
  const cloud = await readyCloud();
  await bulkOver(cloud.bulk.bulkId, cloud.ports);
  expect(bodies(cloud)).toMatchObject([{ data: { status: 'failed', counts: { listed: 3 } } }]);
});

test('of a stopped workflow has the numbers of its batches, and no report that is not there', async () => {
  const cloud = await readyCloud();
  const { bulkId } = cloud.bulk;
  cloud.move(cloud.jobsMade[2]?.jobId ?? '', { status: 'failed' });
  await followJobs({ bulkId, batch: 1, seconds: 10 }, cloud.ports);
  await bulkOver(bulkId, cloud.ports);
  const [sent] = bodies(cloud) as { data: object }[];
  expect(sent?.data).toMatchObject({
    status: 'partial',
    counts: { listed: 3, submitted: 3, completed: 2, failed: 1, waiting: 0 },
  });
  expect(sent?.data).not.toHaveProperty('links.report');
});

test('comes of a bulk whose workflow was never started, once it is cancelled', async () => {
  const cloud = new BulksInMemory(KEYS);
  cloud.webhooks.endpoints = [anEndpoint('a', { events: ['bulk.completed'] })];
  const { bulkId } = cloud.bulk;
  await cancelBulk(cloud.bulk, cloud.ports);
  expect([...cloud.started]).toEqual([bulkId]);
  expect(await listFiles(bulkId, cloud.ports)).toMatchObject({ files: 0 });
  await writeReport(bulkId, cloud.ports);
  expect(bodies(cloud)).toMatchObject([{ data: { status: 'cancelled' } }]);
});

test('is sent of a bulk that was cancelled before it began: without a report and a ceiling', async () => {
  const cloud = waitingCloud();
  await cancelBulk(cloud.bulk, cloud.ports);
  await cancelBulk(cloud.bulk, cloud.ports);
  const sent = bodies(cloud) as { data: object }[];
  expect(sent).toMatchObject([{ data: { status: 'cancelled' } }]);
  expect(sent[0]?.data).toMatchObject({
    links: { self: `https://api.example/bulk/${cloud.bulk.bulkId}` },
  });
  expect(sent[0]?.data).not.toHaveProperty('money');
  expect(sent[0]?.data).not.toHaveProperty('links.report');
});

test('is sent when the first cancellation died between its mark and the end', async () => {
  const cloud = waitingCloud();
  const bulks = { ...cloud.ports.bulks, end: () => Promise.reject(new Died()) };
  await expect(cancelBulk(cloud.bulk, { ...cloud.ports, bulks })).rejects.toThrow(Died);
  expect(await cancelBulk(cloud.bulk, cloud.ports)).toMatchObject({ status: 'cancelled' });
  expect(bodies(cloud)).toHaveLength(1);
});

test('waits for the report, if a bulk with a workflow is cancelled', async () => {
  const cloud = await readyCloud();
  await cancelBulk(cloud.bulk, cloud.ports);
  expect(bodies(cloud)).toEqual([]);
});

/** The same cloud for a function that dies at one of its writes. */
function dyingPorts(calls: number, ports: BulksInMemory['ports']): BulksInMemory['ports'] {
  const mortal = dyingAfter(calls);
  const { bulks, deliveries, workflow } = ports;
  return {
    ...ports,
    writer: { put: mortal(ports.writer.put) },
    bulks: { ...bulks, end: mortal(bulks.end), announced: mortal(bulks.announced) },
    deliveries: {
      create: mortal((all: Delivery[]) => deliveries.create(all)),
    } as unknown as typeof deliveries,
    workflow: {
      deliver: mortal((arn: string, delivery: Delivery) => workflow.deliver(arn, delivery, 0)),
    } as unknown as typeof workflow,
  };
}
