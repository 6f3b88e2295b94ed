/** The parts of the tests: what each needs, in the order in which they are begun. */
import type { PythonNeed } from '../../computer/python-venv.ts';

export interface Part {
  /** Packages of the project's Python. */
  readonly python: readonly PythonNeed[];
  /** Needs the packaged service and the machine image. */
  readonly onCloud?: true;
}

const CLOUD: Part = { python: ['emulator', 'engine'], onCloud: true };

/** What fails fastest comes first, then what takes longest: the last ones end at about the same time. */
export const PARTS: Readonly<Record<string, Part>> = {
  checks: { python: ['engine', 'checks'] },
  unit: { python: ['engine'] },
  workflow: CLOUD,
  ami: CLOUD,
  faults: CLOUD,
  engine: { python: ['engine', 'engineTests'] },
  instance: { python: ['engine'] },
  cloud: CLOUD,
  stack: CLOUD,
  api: { python: ['emulator', 'engine', 'engineTests', 'apiTests'], onCloud: true },
  cli: { python: ['engine'] },
};

/** @throws TypeError if there is none */
export function partNamed(name: string): Part {
  const part = PARTS[name];
  if (!part) throw new TypeError(`There is no part ${name}.`);
  return part;
}
