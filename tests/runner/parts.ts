/** The parts of the tests: what each needs, in the order in which they are begun. */
import type { PythonNeed } from '../../computer/python-venv.ts';

export interface Part {
  /** Packages of the project's Python. */
  readonly python: readonly PythonNeed[];
  /** Needs the packaged service and the machine image. */
  readonly onCloud?: true;
}

const CLOUD: Part = { python: ['emulator', 'engine'], onCloud: true };

/** The long ones first: a worker that runs out of files waits for the others. */
export const PARTS: Readonly<Record<string, Part>> = {
  checks: { python: ['engine', 'checks'] },
  engine: { python: ['engine', 'speakers', 'names', 'engineTests'] },
  faults: CLOUD,
  ami: CLOUD,
  workflow: CLOUD,
  api: {
    python: ['emulator', 'engine', 'speakers', 'names', 'engineTests', 'apiTests'],
    onCloud: true,
  },
  web: CLOUD,
  stack: CLOUD,
  instance: { python: ['engine'] },
  cloud: CLOUD,
  cli: { python: ['emulator', 'engine'] },
  unit: { python: ['engine'] },
};

/** @throws TypeError if there is none */
export function partNamed(name: string): Part {
  const part = PARTS[name];
  if (!part) throw new TypeError(`There is no part ${name}.`);
  return part;
}
