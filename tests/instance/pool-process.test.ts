/** The bundled agent of a pool machine, as its service starts and ends it. */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scene } from './agent-run.ts';
import { FakePool, jobId } from './fake-pool.ts';
import { bundledAgent } from './machine.ts';
import { done, segment, steps } from './steps.ts';

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

const SLOW = steps({ pause: 0.3 }, segment(0, 'Hej.'), done(1));

test('an instance reads its pool from its tag, and ends with 0 after SIGTERM and its job', async () => {
  await using on = await scene(bundle);
  const { fakeAws, machine } = on;
  const pool = new FakePool(fakeAws);
  pool.offer(1, SLOW);
  fakeAws.pool = 'warm';
  const agent = machine.startAgentAs('pool', {
    ...machine.environment(fakeAws),
    SPOTSCRIBE_WARM_QUEUE: pool.queueUrl,
    SPOTSCRIBE_PORT: '0',
  });
  await fakeAws.until(() => pool.claims.includes(`${jobId(1)} 200`));

  agent.process.kill('SIGTERM');

  expect(await agent.ending).toMatchObject({ code: 0 });
  expect(pool.outcomes).toEqual([`${jobId(1)} Success`]);
});

test('a box takes its credentials from the program that started it', async () => {
  await using on = await scene(bundle);
  const { fakeAws, machine } = on;
  const pool = new FakePool(fakeAws);
  pool.offer(1, SLOW);
  const keys = {
    ...{ AccessKeyId: 'ASIABOX', SecretAccessKey: 'secret', Token: 'session' },
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const source = createServer(({ headers }, response) => {
    response.writeHead(headers.authorization === 'of-the-box' ? 200 : 403);
    response.end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  const { port } = source.address() as AddressInfo;
  let authorization = '';
  const { first } = fakeAws;
  fakeAws.first = (request, body) => {
    if (request.url?.includes('/instances/')) authorization = request.headers.authorization ?? '';
    return first(request, body);
  };
  const agent = machine.startAgentAs('pool', {
    ...machine.environment(fakeAws),
    ...{ SPOTSCRIBE_POOL: 'warm', SPOTSCRIBE_WARM_QUEUE: pool.queueUrl, SPOTSCRIBE_PORT: '0' },
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of-the-box',
  });
  await fakeAws.until(() => pool.outcomes.length === 1);

  agent.process.kill('SIGINT');

  expect(await agent.ending).toMatchObject({ code: 0 });
  expect(authorization).toContain('Credential=ASIABOX/');
  await new Promise((resolve) => source.close(resolve));
});

test('an instance whose tag names no pool does not start', async () => {
  await using on = await scene(bundle);
  const { fakeAws, machine } = on;
  const { code, output } = await machine.startAgentAs('pool', machine.environment(fakeAws)).ending;
  expect(code).toBe(1);
  expect(output).toContain("the instance's tag Pool names no pool");
});
