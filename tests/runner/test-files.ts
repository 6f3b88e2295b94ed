import { globSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';

/** Every file of tests, as tests/PART/…, in the order of their names. */
export function testFiles(): string[] {
  const found = globSync(['tests/*/**/*.test.ts', 'tests/*/**/test_*.py'], { cwd: PROJECT });
  return found.map((file) => file.split(path.sep).join('/')).sort();
}
