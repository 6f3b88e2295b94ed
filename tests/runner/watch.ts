/**
 * One part, again after every change, until Ctrl-C. Vitest runs the tests that a change can concern
 * and asks for more on the terminal; of the engine, all that was asked for is run again.
 */
import type { Program } from './programs.ts';
import { pathsOf, SelectionError, type Selection } from './selection.ts';
import { vitest } from './vitest.ts';

const ENGINE = ['userdata/engine', 'tests/engine'];

/** @throws SelectionError unless it is one part, and one with tests */
export function watching({ parts, pattern }: Selection): Program {
  const [[part, files] = ['', []], ...others] = parts;
  if (others.length > 0 || part === 'checks') {
    throw new SelectionError('--watch follows one part with tests, or files of one: name it.');
  }
  if (part !== 'engine') {
    return { ...vitest('watch', { paths: pathsOf([part, files]), pattern }), isInteractive: true };
  }
  const args = engineAgain(files, pattern);
  return { title: part, program: process.execPath, args, isInteractive: true };
}

/** Node's own watcher starts this program again, without --watch. */
function engineAgain(files: readonly string[], pattern?: string): string[] {
  return [
    ...ENGINE.map((folder) => `--watch-path=${folder}`),
    '--watch-preserve-output',
    ...['cli/run-program.mjs', 'tests/main.ts', ...(files.length > 0 ? files : ['engine'])],
    ...(pattern === undefined ? [] : ['-t', pattern]),
  ];
}
