import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PROJECT } from '../../computer/project.ts';
import { PARTS } from './parts.ts';

/** Files in the order of their parts: long ones first, so that the workers end together. */
export class PartsInOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = Object.keys(PARTS);
    const place = (file: TestSpecification) => order.indexOf(partOf(file));
    // Within a part, large files first.
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => place(one) - place(other));
  }
}

function partOf({ moduleId }: TestSpecification): string {
  return path.relative(PROJECT, moduleId).split(path.sep)[1] ?? '';
}
