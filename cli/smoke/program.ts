/** Runs one of the project's command-line programs. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';

const LAST_LINES = 8;

/** A step of a smoke test did not do what it should. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** Passes standard error through, and quotes both outputs in the error. @returns standard output */
export async function runProgram(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [RUN_PROGRAM, file, ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pipe(process.stderr, { end: false });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  if (status === 0) return output;
  throw new StepFailed(
    `${file} ended with ${status ?? 'a signal'}. ${[output, said].map(lastLines).join('\n')}`.trim(),
  );
}

/** osls has its reasons on standard output, and others theirs on standard error. */
function lastLines(said: string): string {
  return said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LAST_LINES)
    .join('\n');
}
