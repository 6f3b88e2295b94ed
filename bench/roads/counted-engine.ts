/** A copy of an engine that notes each start of its process, each of which loads a model. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { runCommand } from '../../computer/run-command.ts';

export interface CountedEngine {
  /** For the cloud's option `engine`. */
  folder: string;
  starts: () => number;
}

/** @param engine folder of the project with the package `fast_transcribe` */
export async function countedEngine(engine: string): Promise<CountedEngine> {
  const folder = path.join('.bench', 'roads', 'counted-engine');
  const own = path.join(PROJECT, folder, 'fast_transcribe');
  const notes = path.join(PROJECT, '.bench', 'roads', 'engine-starts');
  rmSync(path.dirname(own), { recursive: true, force: true });
  rmSync(notes, { force: true });
  mkdirSync(own, { recursive: true });
  const files = path.join(PROJECT, engine, 'fast_transcribe');
  cpSync(files, own, { recursive: true, filter: (file) => !file.endsWith('__pycache__') });
  renameSync(path.join(own, '__main__.py'), path.join(own, 'counted.py'));
  cpSync(path.join(import.meta.dirname, 'counting_main.py'), path.join(own, '__main__.py'));
  writeFileSync(path.join(own, 'starts-file'), notes);
  // As in an image, whose copies are newer than what was compiled.
  const python = await ensurePython(console.error);
  const how = ['-q', '--invalidation-mode', 'unchecked-hash'];
  await runCommand({ program: python, args: ['-m', 'compileall', ...how, own] });
  return {
    folder,
    starts: () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').length - 1 : 0),
  };
}
