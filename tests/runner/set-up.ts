/** Makes what the parts need, no more, and each thing once. */
import { ensurePython, type PythonNeed } from '../../computer/python-venv.ts';
import { ensureImage } from '../../local/image.ts';
import { ensurePackage } from '../../local/package.ts';
import type { Part } from './parts.ts';

export class SetUp {
  readonly #python: Promise<string>;
  #cloud: Promise<unknown> | undefined;

  constructor(parts: readonly Part[]) {
    const needs = new Set<PythonNeed>(parts.flatMap((part) => part.python));
    this.#python = ensurePython(progress, [...needs]);
    // Reported by each part that awaits it.
    this.#python.catch(() => undefined);
  }

  /** @returns the Python of the project */
  async ready(part: Part): Promise<string> {
    const python = await this.#python;
    if (part.onCloud) {
      this.#cloud ??= Promise.all([ensurePackage(progress), ensureImage(python, progress)]);
      await this.#cloud;
    }
    return python;
  }
}

function progress(line: string): void {
  console.log(`· ${line}`);
}
