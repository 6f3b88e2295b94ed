/** Command lines: `--help` answered, mistakes told as a sentence and not as a stack. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * As `parseArgs`, with `--help` added. Ends the process with 0 after help, with 2 after a mistake.
 */
export function readArguments<T extends ParseArgsConfig>(usage: string, config: T) {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    const isMistake = error instanceof TypeError && 'code' in error;
    if (!isMistake) throw error;
    return refuse(usage, error.message);
  }
}

/** Tells what is wrong with a command line, how it should be, and ends the process with 2. */
export function refuse(usage: string, mistake: string): never {
  console.error(`${mistake}\n\n${usage}`);
  process.exit(2);
}
