/** The life of a pool machine: what it does with offers, and when it ends. */
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { remember } from '../../userdata/agent/state.ts';
import { jobId } from './fake-pool.ts';
import { poolScene, startPool } from './pool-in-process.ts';
import { done, error, heard, progress, segment, steps } from './steps.ts';

const HANG = { hang: true } as const;

function speech(text: string) {
  return steps(segment(0, text), progress(50), done(1));
}

test('a drainer takes one job after the other with one engine, and ends when nothing comes', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  for (const nth of [1, 2, 3]) pool.offer(nth, speech(`Nummer ${nth}.`));

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect(pool.outcomes.sort()).toEqual([1, 2, 3].map((nth) => `${jobId(nth)} Success`));
  expect(pool.deleted.sort()).toEqual([1, 2, 3].map(jobId));
  const texts = fakeAws.uploads.filter(({ key }) => key.endsWith('/transcript.txt'));
  expect(texts.map(({ key, text }) => [key.split('/')[1], text]).sort()).toEqual(
    [1, 2, 3].map((nth) => [jobId(nth), `Nummer ${nth}.\n`]),
  );
  expect(agent.output().match(/The engine is ready/g)).toHaveLength(1);
  expect(agent.output()).toContain('"why":"nothing came"');
});

test('a job is tied, accepted, deleted from the queue, and then handed out', async () => {
  await using on = await poolScene();
  const { pool } = on;
  const id = pool.offer(1, speech('Hej.'));

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect(pool.claims).toEqual([`${id} 409`, `${id} 200`]);
  expect(pool.isAccepted(id)).toBe(true);
  expect(pool.deleted).toEqual([id]);
});

test('an offer that is over is deleted, and the next one is taken', async () => {
  await using on = await poolScene();
  const { pool } = on;
  pool.offer(1, speech('Gammal.'), { isOver: true });
  pool.offer(2, speech('Ny.'));

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect(pool.claims).toContain(`${jobId(1)} 410`);
  expect(pool.deleted.sort()).toEqual([jobId(1), jobId(2)]);
  expect(pool.outcomes).toEqual([`${jobId(2)} Success`]);
});

test('an offer that was made anew is deleted before it is claimed', async () => {
  await using on = await poolScene();
  const { pool } = on;
  pool.offer(1, speech('Gammal.'), { isStale: true });
  pool.offer(2, speech('Ny.'));

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect(pool.claims.filter((claim) => claim.startsWith(jobId(1)))).toEqual([]);
  expect(pool.deleted.sort()).toEqual([jobId(1), jobId(2)]);
  expect(pool.outcomes).toEqual([`${jobId(2)} Success`]);
});

test('a claim without an answer leaves the message to its visibility timeout', async () => {
  await using on = await poolScene();
  const { pool } = on;
  pool.offer(1, speech('Hej.'));
  for (let nth = 0; nth < 100; nth++) pool.claimAnswers.push({ status: 503 });

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect([pool.deleted, pool.handedBack, pool.outcomes]).toEqual([[], [], []]);
});

test('a job of another model is left to other machines, and the next one is taken', async () => {
  await using on = await poolScene();
  const { pool } = on;
  pool.offer(1, speech('Hej.'));
  pool.offer(2, speech('Hej.'));
  pool.claimAnswers.push({ status: 412 });

  await using agent = startPool(on, 'batch', { kind: 'box' });
  await agent.ended;

  // Either of the two may be claimed first.
  const taken = pool.outcomes.map((outcome) => outcome.replace(/ Success$/, ''));
  expect([jobId(1), jobId(2)]).toContain(taken[0]);
  expect([taken.length, pool.deleted, pool.handedBack]).toEqual([1, taken, []]);
  expect(agent.output()).toContain('The job wants a model that is not here.');
});

test('jobs of other models do not keep a drainer up', async () => {
  await using on = await poolScene();
  const { pool } = on;
  await using agent = startPool(on, 'batch', { kind: 'box' });
  let seen = 0;
  const again = setInterval(() => {
    pool.claimAnswers.push({ status: 412 });
    pool.offer((seen += 1), speech('Hej.'));
  }, 50);
  await agent.ended.finally(() => clearInterval(again));

  expect(agent.output()).toContain('"why":"nothing came"');
  expect(pool.outcomes).toEqual([]);
});

test('the model of a box on the embedded cloud stands for another', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  const settings = { kind: 'box', SPOTSCRIBE_STAND_IN_FOR: 'kb-whisper-small' } as const;
  await using _ = startPool(on, 'warm', settings);
  await fakeAws.until(() => pool.reports.length > 0);
  expect(pool.reports[0]).toMatchObject({ model: 'kb-whisper-small' });
});

test('a poison file fails its own job alone', async () => {
  await using on = await poolScene();
  const { pool } = on;
  pool.offer(1, speech('Först.'));
  pool.offer(2, steps({ kill: 9 }));
  pool.offer(3, steps(error('AudioUnreadable', 'No audio.')));
  pool.offer(4, speech('Sist.'));

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect(pool.outcomes.sort()).toEqual([
    `${jobId(1)} Success`,
    `${jobId(2)} Failure EngineCrashed`,
    `${jobId(3)} Failure AudioUnreadable`,
    `${jobId(4)} Success`,
  ]);
});

test("the next job's audio is fetched while the engine has another, and its heartbeats go on", async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  pool.offer(1, steps(progress(2), { until: `${on.machine.root}/go` }, done(0)));

  await using agent = startPool(on, 'warm');
  await fakeAws.until(() => pool.reports.some(({ load }) => load.running === 1));
  pool.offer(2, speech('Hej.'), { order: { heartbeatSeconds: 1 } });
  const beats = () =>
    fakeAws.calls.filter(
      ({ action, input }) =>
        action === 'SendTaskHeartbeat' && input['taskToken'] === `task-${jobId(2)}`,
    );
  const fetched = () => agent.output().split('The audio is here.').length - 1;
  await fakeAws.until(() => beats().length > 1 && fetched() === 2);
  expect(agent.output()).not.toContain('The audio is transcribed.');
  await on.machine.put('go');
  await fakeAws.until(() => pool.outcomes.length > 0);
});

test('job after job that fails by the fault of the machine ends it with an error', async () => {
  await using on = await poolScene();
  const { pool } = on;
  for (const nth of [1, 2, 3, 4, 5, 6]) pool.offer(nth, steps({ exit: 1 }));

  await using agent = startPool(on, 'warm', { kind: 'box' });

  await expect(agent.ended).rejects.toThrow('Job after job failed here.');
  expect(pool.outcomes.length).toBeGreaterThanOrEqual(3);
  expect(pool.outcomes.length).toBeLessThan(6);
});

test('an interruption hands back what is not accepted, and fails what will not end in time', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  pool.offer(1, steps(...heard(0, 'Hej.'), HANG));
  pool.holdsReceives = true;
  await using agent = startPool(on, 'batch');
  await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/checkpoint/')));

  fakeAws.spotNotice = new Date(0).toISOString();
  await fakeAws.until(() => pool.outcomes.length > 0);
  pool.offer(2, speech('Sen.'));
  pool.answerReceives();
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Failure SpotInterrupted`]);
  expect(pool.handedBack).toEqual([jobId(2)]);
  expect(pool.claims.filter((claim) => claim.startsWith(jobId(2)))).toEqual([]);
  const pieces = fakeAws.uploads.filter(({ key }) => key.includes('/checkpoint/'));
  expect(pieces.map(({ text }) => text).join('')).toContain('"window": 0');
});

test('after an interruption notice a job that ends in time is finished', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  const moving = Array.from({ length: 20 }, (_, nth) => [progress(nth * 5), { pause: 0.05 }]);
  const [begin, rest] = [moving.slice(0, 3).flat(), moving.slice(3).flat()];
  pool.offer(1, steps(...begin, segment(0, 'Hej.'), ...rest, done(1)));
  await using agent = startPool(on, 'batch');
  await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/parts/')));

  fakeAws.spotNotice = new Date(Date.now() + 24 * 3_600_000).toISOString();
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Success`]);
  expect(agent.output()).toContain('"why":"interrupted"');
});

test('an agent killed between acceptance and claim has its job again when it starts anew', async () => {
  await using on = await poolScene();
  const { machine, pool } = on;
  const agentId = '11111111-2222-4333-8444-555555555555';
  const id = pool.offer(1, speech('Hej.'), { isAccepted: true });
  pool.queue.length = 0;
  const offer = { jobId: id, attempt: 1, offerId: '0123456789abcdef0123456789abcdef' };
  await remember(machine.stateFile.replace('.json', '-2.json'), { agentId, offer });

  await using agent = startPool(on, 'batch');
  await agent.ended;

  expect([...pool.agents]).toEqual([agentId]);
  expect(pool.outcomes).toEqual([`${id} Success`]);
});

test('what a crashed agent has left of one job is not gone on with for another', async () => {
  await using on = await poolScene();
  const { fakeAws, machine, pool } = on;
  const header = { checkpoint: 1, engine: '0.1.0', model: 'fake', language: 'sv', channels: 1 };
  const window = { window: 0, channel: 0, from: 0, to: 32_000, of: 'an earlier job' };
  const left = `${JSON.stringify(header)}\n${JSON.stringify(window)}\n`;
  for (const name of ['checkpoint', 'checkpoint.before']) {
    const folder = `${machine.root}/var/lib/spotscribe/slot-1`;
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/${name}`, left);
  }
  pool.offer(1, steps(...heard(0, 'Ny.'), { until: `${machine.root}/go` }, done(1)));

  await using agent = startPool(on, 'batch');
  await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/checkpoint/')));
  await machine.put('go');
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Success`]);
  const pieces = fakeAws.uploads.filter(({ key }) => key.includes('/checkpoint/'));
  expect(pieces.map(({ text }) => text).join('')).toContain('"window": 0');
  expect(pieces.map(({ text }) => text).join('')).not.toContain('an earlier job');
});

test('a machine whose engine has lost the GPU takes no other job', async () => {
  await using on = await poolScene();
  const { fakeAws, machine, pool } = on;
  fakeAws.instanceType = 'g4dn.xlarge';
  await machine.engineDoesFirst([{ once: { device: 'cuda' } }]);
  pool.offer(1, steps({ once: { kill: 9 } }, { pause: 5 }, done(0)));
  await using agent = startPool(on, 'warm', { SPOTSCRIBE_ALLOW_CPU: 'false' });
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Failure GpuUnavailable`]);
  expect(agent.output()).toContain('"why":"no GPU"');
});

test('a server drains at SIGTERM: it takes nothing more, and finishes what it has', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  pool.offer(1, steps({ until: `${on.machine.root}/go` }, segment(0, 'Hej.'), done(1)));
  await using agent = startPool(on, 'warm', { kind: 'box' });
  await fakeAws.until(() => pool.claims.includes(`${jobId(1)} 200`));

  agent.drain();
  pool.offer(2, speech('Sen.'));
  await on.machine.put('go');
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Success`]);
  expect(pool.claims.filter((claim) => claim.startsWith(jobId(2)))).toEqual([]);
});

test('told a second time to go, it hands its job over', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  pool.offer(1, steps(...heard(0, 'Hej.'), HANG));
  await using agent = startPool(on, 'warm', { kind: 'box' });
  await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/checkpoint/')));

  agent.drain();
  agent.leave();
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Failure InstanceLost`]);
});

test('a machine that is shut down has seconds to hand its jobs over', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  pool.offer(1, steps(...heard(0, 'Hej.'), HANG));
  await using agent = startPool(on, 'warm');
  await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/checkpoint/')));

  agent.drain();
  await agent.ended;

  expect(pool.outcomes).toEqual([`${jobId(1)} Failure InstanceLost`]);
});

test('an answer to a health report may retire a server', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  await using agent = startPool(on, 'warm');
  await fakeAws.until(() => pool.reports.some(({ ready }) => ready));

  pool.healthAnswers.push({ status: 200, body: { retire: true } });
  await agent.ended;

  expect(agent.output()).toContain('"why":"told to end"');
});

test('health reports say what a server has and takes; work goes on when they do not arrive', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  for (let nth = 0; nth < 3; nth++) pool.healthAnswers.push({ status: 500 });
  pool.offer(1, steps({ until: `${on.machine.root}/go` }, segment(0, 'Hej.'), done(1)));
  await using agent = startPool(on, 'warm');

  await fakeAws.until(() => pool.reports.some(({ load }) => load.running === 1));
  await fakeAws.until(() => agent.output().includes('The health reports do not arrive'));
  await on.machine.put('go');
  await fakeAws.until(() => pool.outcomes.length === 1);

  const working = pool.reports.find(({ load }) => load.running === 1);
  expect(working).toMatchObject({ ready: true, load: { running: 1, waiting: 0, places: 2 } });
  expect(working?.version).toBe('0.1.0');
  expect(agent.output().match(/The health reports do not arrive/g)).toHaveLength(1);
});
