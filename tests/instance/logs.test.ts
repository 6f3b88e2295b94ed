import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogEvent } from '../../userdata/agent/cloud-watch.ts';
import { engineLine } from '../../userdata/agent/engine-line.ts';
import { InstanceLog } from '../../userdata/agent/instance-log.ts';
import { runAgent } from './agent-in-process.ts';
import { INSTANCE, JOB, LOG_GROUP, LOG_ROLE, TOKEN } from './fake-aws.ts';
import { FakeClock } from './fake-clock.ts';
import { bundledAgent } from './machine.ts';
import { resultOf, scene } from './agent-run.ts';
import { done, segment, steps } from './steps.ts';

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

const SHIPPING = { SPOTSCRIBE_LOG_GROUP: LOG_GROUP, SPOTSCRIBE_LOG_ROLE: LOG_ROLE };

/** Does `what` with an error at SIGUSR2. */
function mishap(what: string): string {
  return `process.on('SIGUSR2', function mishap() {
      ${what}(new RangeError('Hemligt\\n    at Hemligt ord'));
    });
    function raise(error) { throw error; }`;
}

describe("a machine's lines", () => {
  test("go to a stream of its job, the engine's among them, without text or secrets", async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    const diagnostic = { level: 'info', source: 'engine', message: 'halved the batch', windows: 8 };
    fakeAws.audio = steps(
      { complain: JSON.stringify(diagnostic) },
      { complain: 'a library says: Hemligt ord' },
      ...[segment(0, 'Hemligt ord.'), done(1)],
    );

    const output = await runAgent(on, SHIPPING);

    resultOf(fakeAws);
    expect([...fakeAws.logs.keys()]).toEqual([`${JOB}/1/${INSTANCE}`]);
    const lines = fakeAws.logs.get(`${JOB}/1/${INSTANCE}`) ?? [];
    const shipped = JSON.stringify(lines);
    for (const line of lines) expect(line).toMatchObject({ jobId: JOB, attempt: 1 });
    expect(lines).toContainEqual(expect.objectContaining(diagnostic));
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['The job is claimed.', 'The verdict is sent.']),
    );
    for (const secret of [TOKEN, 'Hemligt', 'secret', 'Signature', 'session-token']) {
      expect(shipped).not.toContain(secret);
    }
    expect(output).toContain('a library says');
  });

  test('go to a stream of the machine if it got no job', async () => {
    await using on = await scene(bundle);
    on.fakeAws.claimAnswers.push({ status: 410 });

    await runAgent(on, SHIPPING);

    const lines = on.fakeAws.logs.get(`unclaimed/${INSTANCE}`) ?? [];
    expect(lines.map(({ message }) => message).join()).toContain('The job is over');
  });

  test.each([
    ['an exception that nothing catches', 'raise'],
    ['a rejection that nobody waits for', 'Promise.reject'],
  ])('tell what the agent died of: %s', async (_, what) => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), { hang: true });
    const environment = { ...machine.environment(fakeAws), ...SHIPPING };
    const program = await machine.beforeAgent(mishap(what));
    const agent = machine.startAgentWith({ ...environment, ...program });
    await fakeAws.until(() => fakeAws.uploads.length > 0);
    agent.process.kill('SIGUSR2');

    const { code, output } = await agent.ending;

    expect(code).toBe(1);
    expect(fakeAws.verdicts).toEqual([]);
    expect(fakeAws.logs.get(`${JOB}/1/${INSTANCE}`)?.at(-1)).toMatchObject({
      ...{ level: 'error', message: 'The job is left as it is.', error: 'RangeError' },
      stack: expect.stringMatching(/mishap .*\n.*node:events/s),
    });
    expect(output).not.toContain('Hemligt');
  });

  test('that cannot be shipped end no job', async () => {
    await using on = await scene(bundle);
    on.fakeAws.audio = steps(done(0));
    on.fakeAws.logAnswers.push(...Array.from({ length: 50 }, () => ({ status: 400 })));

    const output = await runAgent(on, SHIPPING);

    resultOf(on.fakeAws);
    expect(output).toContain('The log is on the console alone.');
  });
});

test('every line arrives once and in order, in batches that CloudWatch takes', async () => {
  const line = fc.record({ bytes: fc.nat(20_000), times: fc.nat(400) });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.nat(3), async (given, failures) => {
      const batches: (readonly LogEvent[])[] = [];
      let failing = failures;
      const log = new InstanceLog({
        put: (_stream, events) => {
          if (failing-- > 0) return Promise.reject(new Error('throttled'));
          batches.push(events);
          return Promise.resolve();
        },
        instanceId: () => Promise.resolve(INSTANCE),
        clock: new FakeClock(),
      });
      let number = 0;
      for (const { bytes, times } of given) {
        for (let n = 0; n < times; n++, number++) {
          log.add({ at: '', level: 'info', message: 'x'.repeat(bytes), number });
        }
      }
      while (number > 0 && failing > 0) await log.close().catch(() => undefined);
      await log.close();
      for (const events of batches) {
        const sizes = events.map(({ message }) => Buffer.byteLength(message) + 26);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_048_576);
        expect(events.length).toBeLessThanOrEqual(10_000);
        const times = events.map(({ timestamp }) => timestamp);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
      expect(batches.flat()).toHaveLength(number);
    }),
    { numRuns: 20 },
  );
});

test('lines without end are not held without end, and their loss is told', async () => {
  const told: string[] = [];
  const log = new InstanceLog({
    put: (_stream, events) => {
      told.push(...events.map(({ message }) => message));
      return Promise.resolve();
    },
    instanceId: () => Promise.resolve(INSTANCE),
    clock: new FakeClock(),
  });
  for (let n = 0; n < 20_005; n++) log.add({ at: '', level: 'info', message: 'again' });
  await log.close();
  await log.close();
  expect(told).toHaveLength(20_001);
  expect(told.at(-1)).toContain('"lines":5');
});

describe("the engine's standard error", () => {
  test.each(['Traceback: Hemligt', '{"message":"Hemligt"}', '[]', '{"level":"info"'])(
    '%s is none of its diagnostics',
    (text) => {
      expect(engineLine(text, 0)).toBeUndefined();
    },
  );

  test('gets a time, and may have fields that are null', () => {
    const text = '{"level":"warn","source":"engine","message":"slow","cause":null,"seconds":1.5}';
    expect(engineLine(text, 0)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      source: 'engine',
      message: 'slow',
      cause: undefined,
      seconds: 1.5,
    });
  });
});
