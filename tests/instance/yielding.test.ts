/** A real process, as Linux tells its state. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../userdata/agent/clock.ts';
import { signalTree } from '../../userdata/agent/analysis/process-tree.ts';
import { Yielding } from '../../userdata/agent/analysis/yielding.ts';
import { stateOf } from '../support/processes.ts';
import { until } from '../support/until.ts';

/** Prints the id of its child, which sleeps. */
const PARENT = 'sleep 60 & echo $!; wait';

let parent: ChildProcess;
let child: number;
let over: AbortController;
beforeEach(async () => {
  over = new AbortController();
  parent = spawn('/bin/sh', ['-c', PARENT], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
  child = Number(line.toString());
});
afterEach(() => {
  over.abort();
  signalTree(parent.pid ?? NaN, 'SIGKILL');
});

const isStopped = () => [parent.pid ?? NaN, child].every((pid) => stateOf(pid) === 'T');
const runs = () => [parent.pid ?? NaN, child].every((pid) => stateOf(pid) === 'S');

test('the program and what it has started stand still while the engine works', async () => {
  let isEngineBusy = true;
  const yielding = new Yielding({
    isEngineBusy: () => isEngineBusy,
    signal: (signal) => signalTree(parent.pid ?? NaN, signal),
    clock: systemClock,
  });
  const running = yielding.run(over.signal);

  await until('it is stopped', isStopped);
  expect(yielding.share).toBe(0.1);
  await until('it has a slice', runs);
  await until('it is stopped again', isStopped);
  isEngineBusy = false;
  await until('it runs', runs);
  expect(yielding.share).toBe(1);
  isEngineBusy = true;
  await until('it is stopped for the next job', isStopped);
  over.abort();
  await running;
  expect(await until('it runs at the end', runs)).toBe(true);
});

test('a program that stands still can be ended with what it has started', async () => {
  signalTree(parent.pid ?? NaN, 'SIGSTOP');
  await until('it is stopped', isStopped);
  signalTree(parent.pid ?? NaN, 'SIGKILL');

  const hasEnded = (pid: number) => ['', 'Z'].includes(stateOf(pid));
  await until('both have ended', () => [parent.pid ?? NaN, child].every(hasEnded));
});
