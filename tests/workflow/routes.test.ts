/** The same jobs by each route: what they get is the same, and what befalls a machine costs an attempt at most. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { documentsOf } from '../../chaos/roads/same-text.ts';
import type { Script } from '../../chaos/script.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { ROUTE_NAMES, type RouteName } from '../../core/job/route-name.ts';
import { consoleLog, type Instance } from '../../local/ec2/instance.ts';
import { invoke } from '../support/invoke.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';

const PARAMETERS = {
  ...{ WarmMin: '1', WarmMax: '1', BatchMaxMachines: '1' },
  SagemakerImage: '123456789012.dkr.ecr.eu-north-1.amazonaws.com/spotscribe:1',
};
const SCRIPTS: Script[] = [1, 2].map((nth) => ({
  ...{ title: `samma ljud ${nth}`, windows: 2 * nth, paceSeconds: 0.02 },
}));

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: PARAMETERS, engine: STUB_ENGINE });
  await tend();
  await cloud.until('a server takes jobs', 'none', async () => {
    const rows = Object.values(await new ServerRows(cloud.table).all());
    return rows.some(({ ready }) => ready);
  });
});
afterAll(() => cloud.stop());

/** A round that also launches for what waits in the pool batch. */
async function tend(): Promise<void> {
  await invoke(cloud, 'tendPools', { time: new Date().toISOString(), drain: true });
}

async function submit(script: Script, route: RouteName): Promise<string> {
  const { jobId } = await cloud.client.submitFile(scriptFile(script), {
    ...{ route, webhook: cloud.webhook },
  });
  return jobId;
}

/** The jobs of each script, by the routes in their order. */
async function byRoutes(routes: readonly RouteName[]): Promise<string[][]> {
  return Promise.all(
    SCRIPTS.map((script) => Promise.all(routes.map((route) => submit(script, route)))),
  );
}

function poolMachines(): Instance[] {
  return cloud.cloud.ec2.host.all().filter(({ tags }) => tags['Pool'] !== undefined);
}

test('transcripts are the same, byte for byte', async () => {
  // Before the others: a container that starts beside them may make a warm server miss its offer.
  const atEndpoint = await byRoutes(['sagemaker']);
  for (const [jobId = ''] of atEndpoint) await cloud.completed(jobId);
  const others = await byRoutes(ROUTE_NAMES.filter((route) => route !== 'sagemaker'));
  const jobs = others.map((one, nth) => [...one, ...(atEndpoint[nth] ?? [])]);
  const routes = await Promise.all((jobs[0] ?? []).map((jobId) => cloud.jobs.job(jobId)));
  expect(routes.map((job) => job?.requestedRoute)).toEqual(ROUTE_NAMES);
  const batch = jobs.map((one) => one[ROUTE_NAMES.indexOf('batch')] ?? '');
  for (const id of batch) {
    await cloud.until('it waits', id, async () => (await cloud.jobs.job(id))?.offerId);
  }
  await tend();
  for (const one of jobs) {
    const done = await Promise.all(one.map((jobId) => cloud.completed(jobId)));
    expect(done.map(({ route }) => route.chosen)).toEqual(ROUTE_NAMES);
    // A machine that ran before counts for a job from when it had the job.
    for (const { timings } of done) expect(timings.bootedSeconds).toBeGreaterThan(0);
    const documents = await Promise.all(one.map((jobId) => documentsOf(jobId, cloud)));
    expect(new Set(documents).size).toBe(1);
    for (const jobId of one) expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  }
  for (const machine of poolMachines()) {
    const said = readFileSync(consoleLog(machine), 'utf8');
    expect(said.split('\n').filter((line) => line.includes('"level":"warning"'))).toEqual([]);
  }
});
