import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { stampOf } from '../computer/stamp.ts';

const FOLDER = 'model/tiny-llm';

/** Sources of the tiny language model. */
export const TINY_LLM_SOURCES = [
  `${FOLDER}/gguf.py`,
  `${FOLDER}/make.py`,
  `${FOLDER}/vocabulary.py`,
  `${FOLDER}/weights.py`,
];

const MODEL = path.join(LOCAL, 'tiny-llm');

/**
 * Makes the tiny language model that the project ships the maker of (a part of a second), unless it is up to date.
 * @param python a Python with the engine's packages
 * @returns the folder of its weights, with about.json
 * @throws CommandFailed
 */
export async function ensureTinyLlm(python: string): Promise<string> {
  const stamp = stampOf(`${MODEL}.stamp`, TINY_LLM_SOURCES);
  if (stamp.isFresh() && existsSync(MODEL)) return MODEL;
  const fresh = path.join(LOCAL, `tiny-llm-${process.pid}`);
  mkdirSync(LOCAL, { recursive: true });
  await runCommand({ program: python, args: [`${FOLDER}/make.py`, fresh] });
  rmSync(MODEL, { recursive: true, force: true });
  renameSync(fresh, MODEL);
  stamp.write();
  return MODEL;
}
