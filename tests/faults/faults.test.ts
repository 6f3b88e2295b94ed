/** Every known way in which others lose jobs or leak machines; what they have to become of it is in each file. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noSpotThenSlowDisk } from './no-spot-then-slow-disk.ts';
import { droppedInstanceEvent, droppedUpload } from './dropped-message.ts';
import { fleetErrorThenSlowNetwork } from './fleet-error-then-slow-network.ts';
import { interruption } from './interruption.ts';
import { Lab, type FaultCase } from './lab.ts';
import { leakBeforeClaim } from './leak-before-claim.ts';
import { noCapacity } from './no-capacity.ts';
import { notFoundForSeconds } from './not-found-for-seconds.ts';
import { poisonJob } from './poison-job.ts';
import { quotaWhileTerminating } from './quota-while-terminating.ts';
import { reaperAndBusyMachine } from './reaper-and-busy-machine.ts';
import { neverBoots, stoppedHeartbeat } from './silent-machine.ts';
import { lateUpload, staleAgent, staleRun } from './stale-run.ts';
import { until } from '../support/until.ts';
import { throttleStorm } from './throttle-storm.ts';
import { zombieInstance } from './zombie-instance.ts';

/** Machines that say nothing more: they wait for the end of the time in which they had to. */
const SILENT: FaultCase[] = [
  stoppedHeartbeat,
  neverBoots,
  droppedInstanceEvent,
  staleRun,
  staleAgent,
  lateUpload,
  leakBeforeClaim,
];

/** Each is about jobs of its own, so they are tried side by side: most of their time is waiting. */
const TOGETHER: FaultCase[] = [
  poisonJob,
  noCapacity,
  noSpotThenSlowDisk,
  fleetErrorThenSlowNetwork,
  notFoundForSeconds,
];

/** These are about the whole account, or look at what nobody else may disturb. */
const ALONE: FaultCase[] = [
  interruption,
  reaperAndBusyMachine,
  zombieInstance,
  droppedUpload,
  throttleStorm,
  quotaWhileTerminating,
];

/** As patient as the cloud's own waits. */
const SILENCE_MS = 90_000;

let lab: Lab;
const running = new Map<string, Promise<void>>();

beforeAll(async () => {
  lab = await Lab.start();
  for (const { name, prove } of [...SILENT, ...TOGETHER]) {
    const proof = prove(lab);
    proof.catch(() => undefined); // the test that waits for it tells
    running.set(name, proof);
  }
  await Promise.allSettled(TOGETHER.map(async ({ name }) => running.get(name)));
  await until('all are silent', () => lab.silentJobs === SILENT.length, SILENCE_MS);
  await lab.letTimePass();
});
afterAll(async () => {
  await Promise.allSettled(running.values());
  await lab.cloud.stop();
});

describe('side by side', () => {
  test.each([...SILENT, ...TOGETHER])('$name', async ({ name }) => running.get(name));
});

describe('one after the other', () => {
  afterEach(() => lab.ec2.faults.clear());
  test.each(ALONE)('$name', async ({ prove }) => prove(lab));
});

test('nothing remains, and no client token was ever used for another request', () => {
  expect(lab.cloud.remains()).toEqual([]);
  expect(lab.ec2.gateway.calls.map(({ code }) => code)).not.toContain(
    'IdempotentParameterMismatch',
  );
});
