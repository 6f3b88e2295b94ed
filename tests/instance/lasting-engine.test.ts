/** One engine process for job after job: what a job gets of it, and what is left for the next. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { existsSync } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import type { EngineEvent } from '../../core/transcript/engine-events.ts';
import { engineCommand } from '../../userdata/agent/engine-command.ts';
import { EngineProcess } from '../../userdata/agent/engine-process.ts';
import type { Crash, JobEngine } from '../../userdata/agent/job-engine.ts';
import { EngineNotLent, LastingEngine } from '../../userdata/agent/lasting-engine.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { until } from '../support/until.ts';
import { Machine } from './machine.ts';
import { done, error, heard, segment, steps } from './steps.ts';

const HANG = { hang: true } as const;
const CRASH = { kill: 9 } as const;

let machine: Machine;
let engine: LastingEngine;
/** Model folders of the processes so far. */
let started: string[];
/** How many processes run, and how many have at once. */
let running: { now: number; most: number };
let warnings: string[];

beforeEach(async () => {
  machine = await Machine.make();
  started = [];
  running = { now: 0, most: 0 };
  warnings = [];
  const start = (model: string) => {
    started.push(model);
    const config = { home: machine.home, workDir: machine.root, engineUser: undefined };
    const command = engineCommand(config, model, 'many');
    const process = new EngineProcess({ ...command, onDiagnostic: () => undefined });
    running.most = Math.max(running.most, ++running.now);
    void process.ending.finally(() => running.now--).catch(() => undefined);
    return process;
  };
  const log = createLog(({ level, message }) => {
    if (level === 'warning') warnings.push(message);
  });
  engine = new LastingEngine(start, defaultModel(), log);
});

afterEach(async () => {
  await engine.close();
  await machine[Symbol.asyncDispose]();
});

const defaultModel = () => `${machine.home}/model`;
const checkpoint = () => `${machine.root}/checkpoint`;

/** A job's request, with the work as its audio. */
function request(work: Buffer, checkpointText = '') {
  const audio = `${machine.root}/audio`;
  const ready = Promise.all([writeFile(audio, work), writeFile(checkpoint(), checkpointText)]);
  const options = { language: 'sv', words: false, channels: 'mix' } as const;
  return { asked: { audio, resume: checkpoint(), ...options }, ready };
}

interface Answer {
  texts: string[];
  crashes: Crash[];
  /** Wall seconds that the engine reports. */
  seconds: number;
}

/** What a job hears of its work. @throws its failure */
async function transcribe(
  job: JobEngine,
  work: Buffer,
  also: { checkpointText?: string; onEvent?: (event: EngineEvent) => void } = {},
): Promise<Answer> {
  const { asked, ready } = request(work, also.checkpointText);
  await ready;
  const crashes: Crash[] = [];
  let texts: string[] = [];
  const { seconds } = await job.transcribe(asked, {
    onEvent: (event) => {
      if (event.event === 'segment') texts.push(event.text);
      also.onEvent?.(event);
    },
    onCrash: async (crash) => {
      crashes.push(crash);
      texts = [];
      if (crash.refused) await truncate(checkpoint());
    },
  });
  return { texts, crashes, seconds };
}

/** A whole job, as the agent does it: it kills its engine at the end. */
async function transcribeNext(work: Buffer): Promise<Answer> {
  const job = await engine.forJob();
  try {
    return await transcribe(job, work);
  } finally {
    job.kill();
  }
}

const saying = (text: string) => steps(segment(0, text), done(1));

test('jobs one after the other load the model once, and one that fails is only itself', async () => {
  const unreadable = steps(segment(0, 'Hå'), error('AudioUnreadable', 'No audio.'));

  const first = await transcribeNext(saying('Ett.'));
  await expect(transcribeNext(unreadable)).rejects.toMatchObject({ code: 'AudioUnreadable' });
  const third = await transcribeNext(saying('Tre.'));

  expect([first.texts, third.texts]).toEqual([['Ett.'], ['Tre.']]);
  expect(started).toEqual([defaultModel()]);
});

test('a crash starts another process once, which goes on from the checkpoint', async () => {
  const work = steps(...heard(0, 'Ett.'), { once: CRASH }, ...heard(1, 'Två.'), done(2));

  const { texts, crashes } = await transcribeNext(work);
  const kept = (await readFile(checkpoint(), 'utf8')).trim().split('\n');
  const next = await transcribeNext(saying('Tre.'));

  expect(texts).toEqual(['Ett.', 'Två.']);
  expect(crashes).toEqual([{ refused: false }]);
  expect(kept).toHaveLength(3); // its head, and each window once
  expect(next.crashes).toEqual([]);
  expect(started).toHaveLength(2);
});

test('a second crash ends its job and no other', async () => {
  await transcribeNext(saying('Ett.'));
  await expect(transcribeNext(steps(CRASH))).rejects.toMatchObject({ code: 'EngineCrashed' });
  expect(started).toHaveLength(2);

  expect((await transcribeNext(saying('Tre.'))).texts).toEqual(['Tre.']);
  expect(started).toHaveLength(3);
});

test('each job may crash once', async () => {
  const crashing = steps({ once: CRASH }, segment(0, 'Ett.'), done(1));
  await transcribeNext(crashing);
  await expect(transcribeNext(steps(CRASH))).rejects.toMatchObject({ code: 'EngineCrashed' });
  expect(started).toHaveLength(3);
});

test('a checkpoint of another engine is told as refused, and the work begins again', async () => {
  const job = await engine.forJob();
  const checkpointText = '{"checkpoint": 1, "engine": "0.0.9"}\n';

  const { texts, crashes } = await transcribe(job, saying('Ett.'), { checkpointText });

  expect(texts).toEqual(['Ett.']);
  expect(crashes).toEqual([{ refused: true }]);
});

test('a job that is cancelled while it is transcribed takes the process with it', async () => {
  const job = await engine.forJob();
  const work = steps(segment(0, 'Ett.'), HANG);
  const onEvent = ({ event }: EngineEvent) => {
    if (event === 'segment') job.kill();
  };

  const failed = transcribe(job, work, { onEvent });

  await expect(failed).rejects.toMatchObject({ code: 'EngineCrashed' });
  expect((await transcribeNext(saying('Två.'))).texts).toEqual(['Två.']);
  expect(started).toHaveLength(2);
});

test('a job that is cancelled before its request leaves the process to the next', async () => {
  await transcribeNext(saying('Ett.'));
  const job = await engine.forJob();
  job.kill();

  await expect(transcribe(job, saying('Två.'))).rejects.toBeInstanceOf(EngineNotLent);
  expect((await transcribeNext(saying('Tre.'))).texts).toEqual(['Tre.']);
  expect(started).toHaveLength(1);
});

test('a load that hangs ends with its job', async () => {
  await machine.engineDoesFirst([{ once: HANG }]);
  engine.preload();
  const job = await engine.forJob();
  // It hangs from then on, as a load may in a driver.
  await until('the first process', () => existsSync(`${defaultModel()}/once`));
  job.kill();

  expect((await transcribeNext(saying('Två.'))).texts).toEqual(['Två.']);
  expect(started).toHaveLength(2);
  expect(running.most).toBe(1); // two would share the GPU's memory
});

test('a model stays loaded until a job chooses another', async () => {
  const other = `${machine.home}/models/large`;
  await mkdir(other, { recursive: true });

  for (const model of [defaultModel(), other, other, defaultModel()]) {
    const job = await engine.forJob();
    job.useModel(model);
    expect((await transcribe(job, saying(model))).texts).toEqual([model]);
  }

  expect(started).toEqual([defaultModel(), other, defaultModel()]);
});

test('a loaded model is ready when a job gets it, and the work counts from its request', async () => {
  engine.preload();
  const first = await engine.forJob();
  await new Promise((resolve) => first.whenReady(resolve));
  await transcribe(first, saying('Ett.'));
  const got = new Date();

  const second = await engine.forJob();
  expect(second.modelReady?.getTime()).toBeGreaterThanOrEqual(got.getTime());
  const devices: string[] = [];
  second.whenReady(({ device }) => devices.push(device));
  expect(devices).toEqual(['cpu']);

  const asking = performance.now();
  const { seconds } = await transcribe(second, saying('Två.'));
  expect(seconds * 1000).toBeLessThanOrEqual(performance.now() - asking);
  expect(started).toHaveLength(1);
});

test.each([
  ['ends', { exit: 3 }],
  ['answers without a request', segment(0, 'Två.')],
  ['says what is no event', { print: 'malloc(): corrupted top size' }],
])('a process that %s between two jobs costs the next one nothing', async (_, after) => {
  await transcribeNext(steps(segment(0, 'Ett.'), done(1), after, HANG));
  await until('the end of the process', () => warnings.length > 0);
  expect((await transcribeNext(saying('Tre.'))).texts).toEqual(['Tre.']);
  expect(started).toHaveLength(2);
});

test('a model that cannot be loaded fails the job that needs it', async () => {
  await machine.engineDoesFirst([error('ModelDamaged', 'model.bin differs.'), { exit: 20 }]);
  engine.preload();
  const job = await engine.forJob();
  await expect(job.outcome).rejects.toMatchObject({ code: 'ModelDamaged' });
});

test('one job has it at a time, and none once it is closed', async () => {
  const job = await engine.forJob();
  await expect(engine.forJob()).rejects.toBeInstanceOf(EngineNotLent);
  await engine.close();
  await expect(job.outcome).rejects.toBeInstanceOf(EngineNotLent);
  await expect(engine.forJob()).rejects.toBeInstanceOf(EngineNotLent);
  expect(started).toHaveLength(1);
});
