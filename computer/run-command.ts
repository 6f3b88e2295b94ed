import { spawn } from 'node:child_process';
import { PROJECT } from './project.ts';

/** A program failed; the message ends with its last output. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line of output. */
  readonly onLine?: (line: string) => void;
}

const LAST_LINES = 20;

/**
 * Runs a program in the project's root and waits for it.
 * @returns its standard output
 * @throws CommandFailed unless it exits with 0
 */
export async function runCommand(command: Command): Promise<string> {
  const child = spawn(command.program, command.args, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...command.environment },
  });
  let output = '';
  const lines: string[] = [];
  const listen = (chunk: string) => {
    for (const line of chunk.split('\n').filter(Boolean)) {
      lines.push(line);
      command.onLine?.(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    listen(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', listen);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return output;
  const said = lines.slice(-LAST_LINES).join('\n');
  const line = [command.program, ...command.args].join(' ');
  throw new CommandFailed(`${line} ended with ${code ?? 'a signal'}. Its last words:\n${said}`);
}
