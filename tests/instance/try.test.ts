/** `agent.mjs try`: what the verification of an image runs in the agent's service. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readAgentConfig } from '../../userdata/agent/agent-config.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { tryEngine } from '../../userdata/agent/try-engine.ts';
import { scene, type AgentRun } from './agent-run.ts';
import { done, segment, steps } from './steps.ts';

async function tried({ machine, fakeAws }: AgentRun, audio: Buffer): Promise<unknown> {
  const folder = `${machine.root}/var/lib/spotscribe`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/audio`, audio);
  await tryEngine(readAgentConfig(machine.environment(fakeAws)), createLog());
  return JSON.parse(await readFile(`${folder}/tried.json`, 'utf8')) as unknown;
}

test('transcribes what lies in its folder, and tells text and device; AWS is not called', async () => {
  await using run = await scene();
  const audio = steps(segment(0, 'Hej'), segment(1, 'igen.'), done(2));
  const told = { text: 'Hej igen.', model: 'micro-whisper', engine: { device: 'cpu' } };
  expect(await tried(run, audio)).toMatchObject([{ ...told, folder: 'model' }]);
  expect([run.fakeAws.claims, run.fakeAws.calls]).toEqual([[], []]);
});

test('tries each model of the image', async () => {
  await using run = await scene();
  await mkdir(`${run.machine.home}/models/larger`, { recursive: true });
  expect(await tried(run, steps(segment(0, 'Hej'), done(1)))).toMatchObject([
    { text: 'Hej', folder: 'model' },
    { text: 'Hej', folder: 'models/larger' },
  ]);
});

test('fails with the engine', async () => {
  await using run = await scene();
  await expect(tried(run, steps({ exit: 3 }))).rejects.toMatchObject({ code: 'EngineCrashed' });
});
