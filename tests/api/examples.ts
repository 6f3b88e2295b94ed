/** Programs that stand in docs/, to be run as they stand there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';

/** The first one of a page in this language. */
export function exampleOf(page: string, language: string): string {
  const text = readFileSync(path.join(PROJECT, 'docs', page), 'utf8');
  const found = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1];
  if (found === undefined) throw new Error(`docs/${page} has no example in ${language}`);
  return found;
}

/** A Python that has what the examples import. */
export async function examplesPython(): Promise<string> {
  return withSetUpLock(() => ensurePython(() => undefined, ['apiTests']));
}
