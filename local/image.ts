import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundleAgent } from '../ami/bundle-agent.ts';
import { ensureMicroModel, MICRO_MODEL_SOURCES } from '../ami/micro-model.ts';
import { NAMES_STAND_IN } from '../ami/name-model.ts';
import { STAND_IN } from '../ami/speaker-networks.ts';
import { ensureTinyLlm, TINY_LLM_SOURCES } from '../ami/tiny-llm.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { stampOf } from '../computer/stamp.ts';

/** A machine image: the initial content of an instance's disk. */
export interface Image {
  /** In EC2's format; the same inputs give the same id. */
  readonly id: string;
  readonly root: string;
}

const ROOT = path.join(LOCAL, 'image');
const SAMPLE = 'model/micro-whisper/audio/demo.wav';
const AGENT = path.join(LOCAL, 'agent.mjs');
const INPUTS = [
  'ami',
  'core',
  ...MICRO_MODEL_SOURCES,
  ...TINY_LLM_SOURCES,
  SAMPLE,
  'model/names/stand-in',
  'model/speakers/stand-in',
  'package-lock.json',
  'userdata/agent',
  'userdata/engine',
  'userdata/machine',
];

/**
 * Builds the embedded cloud's machine image with the real image's script, the micro model, the tiny
 * language model and the stand-ins for the networks of diarization and the model for names, unless it is
 * up to date.
 * @throws CommandFailed
 */
export async function ensureImage(
  python: string,
  progress: (line: string) => void,
): Promise<Image> {
  const stamp = stampOf(path.join(ROOT, '.stamp'), INPUTS, [process.version, process.execPath]);
  const image: Image = { id: `ami-${stamp.value.slice(0, 17)}`, root: ROOT };
  if (stamp.isFresh()) return image;
  progress('Making the machine image: agent, engine, models');
  mkdirSync(ROOT, { recursive: true });
  rmSync(path.join(ROOT, '.stamp'), { force: true });
  await bundleAgent(AGENT);
  const model = await ensureMicroModel(python);
  const analysisModel = await ensureTinyLlm(python);
  await provision({ python, model, analysisModel, progress });
  stamp.write();
  return image;
}

interface Provisioning {
  python: string;
  model: string;
  analysisModel: string;
  progress: (line: string) => void;
}

async function provision({ python, model, analysisModel, progress }: Provisioning): Promise<void> {
  await runCommand({
    program: path.join(PROJECT, 'ami/provision.sh'),
    args: [
      ...['--root', ROOT],
      ...['--node', process.execPath],
      ...['--agent', AGENT],
      ...['--engine', path.join(PROJECT, 'userdata/engine')],
      ...['--model', model],
      ...['--sample', path.join(PROJECT, SAMPLE)],
      ...['--python', python],
      ...['--speakers', STAND_IN],
      ...['--names', NAMES_STAND_IN],
      ...['--with-analysis', 'llama.cpp'],
      ...['--analysis-model', analysisModel],
    ],
    onLine: (line) => progress(`  ${line}`),
  });
}
