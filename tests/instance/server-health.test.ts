/** Health of a server and of each of its parts, as its own callers see it. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { AnalysisProgram } from '../../core/analysis/program.ts';
import { ServerStatus } from '../../core/machines/pool/server-status.ts';
import { statusOf, type PartsState } from '../../userdata/agent/pool/health-parts.ts';
import { until } from '../support/until.ts';
import { poolScene, startPool, type PoolRun } from './pool-in-process.ts';

const PROGRAM: AnalysisProgram = {
  ...{ name: 'llama.cpp', version: 'b5000', model: 'tiny-llm', modelPath: 'model.gguf' },
  ...{ files: {}, languages: ['sv'], hears: false, contextTokens: 4096 },
  ...{ command: ['server'], environment: {} },
  memory: { weightsBytes: 1, cacheBytesPerToken: 1, workspaceBytes: 1 },
};

async function writeProgram({ machine }: PoolRun, text: string): Promise<void> {
  await mkdir(`${machine.home}/analysis`);
  await writeFile(`${machine.home}/analysis/program.json`, text);
}

/** What GET /health answers once the machine takes work. */
async function statusWhenReady(
  on: PoolRun,
  settings: Record<string, string> = {},
  isWhole: (status: ServerStatus) => boolean = () => true,
): Promise<ServerStatus> {
  await using agent = startPool(on, 'warm', { kind: 'box', ...settings });
  await on.fakeAws.until(() => on.pool.reports.some(({ ready }) => ready));
  return await until('the machine is whole', async () => {
    const status = ServerStatus.parse(await (await fetch(`${agent.url()}/health`)).json());
    return isWhole(status) && status;
  });
}

test('a machine without a program for analyses says so, and is ready without', async () => {
  await using on = await poolScene();

  const { ready, parts } = await statusWhenReady(on);

  expect(ready).toBe(true);
  expect(parts).toEqual({
    agent: { ready: true },
    engine: { ready: true, model: 'micro-whisper', device: 'cpu', computeType: 'int8' },
    analysis: {
      ...{ ready: false, available: false, running: false },
      because: 'The machine has no program for analyses.',
    },
  });
});

test('a machine with one names its model, and its GPU by the nvidia-smi of its path', async () => {
  await using on = await poolScene();
  await writeProgram(on, JSON.stringify(PROGRAM));
  const folder = `${on.machine.root}/driver`;
  await mkdir(folder);
  await writeFile(`${folder}/nvidia-smi`, '#!/bin/sh\necho "2048, 15360, 50"\n');
  await chmod(`${folder}/nvidia-smi`, 0o755);

  const { parts, gpu } = await statusWhenReady(
    on,
    { PATH: `${folder}:/usr/bin:/bin` },
    (status) => status.gpu !== undefined,
  );

  expect(parts.analysis).toEqual({
    ...{ ready: true, available: true, running: false },
    ...{ model: 'tiny-llm', program: 'llama.cpp b5000' },
  });
  expect(gpu).toEqual({
    ...{ memoryUsedBytes: 2 * 1024 ** 3, memoryTotalBytes: 15 * 1024 ** 3, load: 0.5 },
  });
});

test('a description that is not understood is as none', async () => {
  await using on = await poolScene();
  await writeProgram(on, '{"name": "llama.cpp"}');
  expect((await statusWhenReady(on)).parts.analysis.available).toBe(false);
});

const ENGINE = { version: '0.1.0', device: 'cuda', computeType: 'int8_float16' };
const MEMORY = {
  ...{ fits: true, computeType: 'int8_float16', totalBytes: 15e9 },
  rows: [{ what: 'weights of the transcription', bytes: 1e9 }],
};

test.each<{ what: string; state: Partial<PartsState>; ready: boolean; because?: string }>([
  { what: 'all is well', state: {}, ready: true },
  {
    ...{ what: 'the models do not fit the card', ready: true },
    ...{ state: { memory: { ...MEMORY, fits: false } }, because: 'do not fit the memory' },
  },
  {
    ...{ what: 'the language model is damaged', ready: true },
    ...{ state: { programState: { isRunning: false, startFault: 'damaged' } }, because: 'damaged' },
  },
  {
    ...{ what: 'the engine is not ready', ready: false },
    ...{ state: { engine: undefined }, because: 'being loaded' },
  },
  {
    ...{ what: 'the machine ends', ready: false },
    ...{ state: { takesMore: false }, because: 'takes no more work' },
  },
])('$what: ready $ready, analyses $because', ({ state, ready, because }) => {
  const status = ServerStatus.parse(
    statusOf({
      ...{ models: [], engine: ENGINE, isRunning: false, jobs: 0, requests: 0, free: 2 },
      ...{ takesMore: true, program: PROGRAM, memory: MEMORY, gpu: undefined },
      ...{ programState: { isRunning: true, startFault: undefined }, ...state },
    }),
  );
  expect(status.ready).toBe(ready);
  expect(status.parts.analysis.ready).toBe(because === undefined);
  expect(status.parts.analysis.because ?? '').toContain(because ?? '');
  expect(status.memory?.rows).toEqual(MEMORY.rows);
});
