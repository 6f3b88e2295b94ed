/** `--program FOLDER`: a real program with a real model, on the test set, the injections and an engine. */
import { ensureMicroModel } from '../../../ami/micro-model.ts';
import { ensurePython } from '../../../computer/python-venv.ts';
import { madeSet } from '../set/made-set.ts';
import { answeredSet, obeyedInjections } from './answered-set.ts';
import { delayedTranscript } from './delayed-transcript.ts';
import { ModelHere } from './model-here.ts';
import type { ProgramFigures } from './program-table.ts';

export interface ProgramOptions {
  /** Folder of program.json. */
  folder: string;
  /** The engine's model folder; undefined: the micro model. */
  modelFolder: string | undefined;
  audio: string;
  device: string;
  pairs: number;
  injections: number;
}

/** @throws NoProgram */
export async function measureProgram(of: ProgramOptions): Promise<ProgramFigures> {
  const python = await ensurePython(console.error);
  const model = of.modelFolder ?? (await ensureMicroModel(python));
  const engine = { python, model, audio: of.audio, device: of.device };
  const set = madeSet();
  const here = await ModelHere.open(of.folder, of.device);
  try {
    return {
      name: here.model.name,
      device: of.device,
      answered: await answeredSet(set, here),
      obeyed: await obeyedInjections(here, of.injections),
      pairs: await delayedTranscript(engine, { here, set, pairs: of.pairs }),
    };
  } finally {
    await here.close();
  }
}
