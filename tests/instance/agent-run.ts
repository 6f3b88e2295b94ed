/** One machine and its fake AWS for one test, and the outcome. */
import { expect } from 'vitest';
import type { TranscriptFormat } from '../../core/transcript/transcript.ts';
import { TaskResult } from '../../core/job/work-order.ts';
import { FakeAws, JOB, TOKEN } from './fake-aws.ts';
import { Machine } from './machine.ts';

export interface AgentRun extends AsyncDisposable {
  fakeAws: FakeAws;
  machine: Machine;
}

/** @param bundle by `bundledAgent`, where agents are processes */
export async function scene(bundle?: string): Promise<AgentRun> {
  const fakeAws = await new FakeAws().start();
  const machine = await Machine.make(bundle);
  return {
    fakeAws,
    machine,
    async [Symbol.asyncDispose]() {
      await fakeAws[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

/** Code and sentence of the one failure that was reported. */
export function failureOf(fakeAws: FakeAws) {
  expect(fakeAws.verdicts.map(({ action }) => action)).toEqual(['SendTaskFailure']);
  const { error: code, cause, taskToken } = fakeAws.verdicts[0]?.input ?? {};
  expect(taskToken).toBe(TOKEN);
  return { code, cause };
}

export function resultOf(fakeAws: FakeAws): TaskResult {
  expect(fakeAws.verdicts.map(({ action }) => action)).toEqual(['SendTaskSuccess']);
  return TaskResult.parse(JSON.parse(fakeAws.verdicts[0]?.input['output'] ?? ''));
}

export function uploaded(fakeAws: FakeAws, name: string): string {
  const found = fakeAws.uploads.filter(({ key }) => key === `jobs/${JOB}/${name}`);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** A document, of whichever attempt. */
export function written(fakeAws: FakeAws, format: TranscriptFormat): string {
  const found = fakeAws.uploads.filter(({ key }) => key.endsWith(`/transcript.${format}`));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}
