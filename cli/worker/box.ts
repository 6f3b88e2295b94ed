/**
 * The folder of a box: what a machine image has (engine, models, agent), and the files of its work. A
 * deployment knows a box by its name, so one process at a time has it.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleAgent } from '../../ami/bundle-agent.ts';
import { localNames } from '../../ami/local-names.ts';
import { ensureMicroModel } from '../../ami/micro-model.ts';
import type { NamesSource } from '../../ami/name-model.ts';
import { ensureTinyLlm } from '../../ami/tiny-llm.ts';
import { LOCAL, PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { runCommand } from '../../computer/run-command.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';
import type { BoxAnalysis } from './box-analysis.ts';
import type { BoxModel } from './box-model.ts';
import { fetchedModel, type Fetching } from './fetched-model.ts';
import { addGpuLibraries } from './gpu-libraries.ts';

const SAMPLE = path.join(PROJECT, 'model/micro-whisper/audio/demo.wav');

export interface BoxOptions {
  folder: string;
  model: BoxModel;
  analysis: BoxAnalysis | undefined;
  /** The model for people's names; undefined: none. */
  names: NamesSource | undefined;
  /** Address of the hub that has models with a name. */
  hub: string;
  progress: (line: string) => void;
}

export interface Box {
  /** Stands for / on an instance. */
  root: string;
  hasGpu: boolean;
  /** For the agent's environment. */
  environment: Record<string, string>;
  /** Lets another process have the box. */
  release: () => void;
}

/** Thrown if another process has the box. */
export class BoxInUse extends Error {
  override name = 'BoxInUse';
}

/** Makes it, or brings it up to date. @throws BoxInUse, PythonMissing, CommandFailed */
export async function makeBox(options: BoxOptions): Promise<Box> {
  const { folder, model, analysis, names, hub, progress } = options;
  const release = hold(folder);
  try {
    await withSetUpLock(async () => {
      const python = await ensurePython(progress, ['engine']);
      const given = await folderOf(model, { python, hub, progress });
      progress(`Installing engine, ${analysis ? 'models' : 'model'} and agent`);
      const agent = path.join(folder, 'agent.mjs');
      await bundleAgent(agent);
      await provision(folder, [
        ...['--node', process.execPath, '--agent', agent, '--python', python],
        ...['--engine', path.join(PROJECT, 'userdata/engine')],
        ...['--model', given, '--sample', SAMPLE],
        ...(analysis ? await withAnalysis(analysis, python) : []),
        ...(names ? ['--names', await localNames(names, { python, hub, progress })] : []),
      ]);
    });
    const libraries = await addGpuLibraries(folder, progress);
    const environment = {
      SPOTSCRIBE_ROOT: folder,
      ...(model.standInFor !== undefined && { SPOTSCRIBE_STAND_IN_FOR: model.standInFor }),
      ...(libraries !== undefined && { SPOTSCRIBE_ENGINE_LIBRARIES: libraries }),
    };
    return { root: folder, hasGpu: libraries !== undefined, environment, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function withAnalysis({ recipe, weights }: BoxAnalysis, python: string): Promise<string[]> {
  const folder = weights === 'shipped' ? await ensureTinyLlm(python) : weights;
  return ['--with-analysis', recipe, '--analysis-model', folder];
}

async function folderOf({ source }: BoxModel, fetching: Fetching): Promise<string> {
  if (source === 'shipped') return ensureMicroModel(fetching.python);
  return 'directory' in source ? source.directory : fetchedModel(source, fetching);
}

async function provision(root: string, args: readonly string[]): Promise<void> {
  const program = path.join(PROJECT, 'ami/provision.sh');
  await runCommand({ program, args: ['--root', root, ...args] });
}

/** A file with the pid of the process that has the box; a dead one's is taken over. */
function hold(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : NaN;
  if (isAlive(pid)) {
    throw new BoxInUse(
      `${path.relative(path.dirname(LOCAL), folder)} is in use by process ${pid}: a second worker on this computer needs another --name and --port.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch {
    return false;
  }
}
