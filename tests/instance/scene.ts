/** One machine and its border, for one test; and what came of it. */
import { expect } from '@jest/globals';
import type { TranscriptFormat } from '../../core/transcript/transcript.ts';
import { TaskResult } from '../../core/job/work-order.ts';
import { Border, JOB, TOKEN } from './border.ts';
import { Machine } from './machine.ts';

export interface Scene extends AsyncDisposable {
  border: Border;
  machine: Machine;
}

/** `bundle` is made by `bundledAgent`. */
export async function scene(bundle: string): Promise<Scene> {
  const border = await new Border().start();
  const machine = await Machine.make(bundle);
  return {
    border,
    machine,
    async [Symbol.asyncDispose]() {
      await border[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

/** Code and sentence of the one failure that was reported. */
export function failureOf(border: Border) {
  expect(border.verdicts.map(({ action }) => action)).toEqual(['SendTaskFailure']);
  const { error: code, cause, taskToken } = border.verdicts[0]?.input ?? {};
  expect(taskToken).toBe(TOKEN);
  return { code, cause };
}

export function resultOf(border: Border): TaskResult {
  expect(border.verdicts.map(({ action }) => action)).toEqual(['SendTaskSuccess']);
  return TaskResult.parse(JSON.parse(border.verdicts[0]?.input['output'] ?? ''));
}

export function uploaded(border: Border, name: string): string {
  const found = border.uploads.filter(({ key }) => key === `jobs/${JOB}/${name}`);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** A document, of whichever attempt. */
export function written(border: Border, format: TranscriptFormat): string {
  const found = border.uploads.filter(({ key }) => key.endsWith(`/transcript.${format}`));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}
