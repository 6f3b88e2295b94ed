import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { stampOf } from '../computer/stamp.ts';

const FOLDER = 'model/micro-whisper';

/** Sources of the shipped model. */
export const MICRO_MODEL_SOURCES = [
  `${FOLDER}/build_ct2.py`,
  `${FOLDER}/config.json`,
  `${FOLDER}/lexicon.txt`,
  `${FOLDER}/tokens.json`,
  `${FOLDER}/weights.npz`,
];

const MODEL = path.join(LOCAL, 'model');

/**
 * Builds the shipped model in CTranslate2 format (about a second), unless it is up to date.
 * @param python a Python with the engine's packages
 * @returns the model's directory
 * @throws CommandFailed
 */
export async function ensureMicroModel(python: string): Promise<string> {
  const stamp = stampOf(`${MODEL}.stamp`, MICRO_MODEL_SOURCES);
  if (stamp.isFresh() && existsSync(MODEL)) return MODEL;
  const fresh = path.join(LOCAL, `model-${process.pid}`);
  mkdirSync(LOCAL, { recursive: true });
  await runCommand({ program: python, args: [`${FOLDER}/build_ct2.py`, fresh] });
  rmSync(MODEL, { recursive: true, force: true });
  renameSync(fresh, MODEL);
  stamp.write();
  return MODEL;
}
