/** Command-line parsing: answers `--help`; reports mistakes in one sentence, without a stack trace. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What Node adds to an unknown option: a hint that does not hold behind npm's own `--`. */
const OF_POSITIONALS = /\. To specify a positional argument starting with a '-'.*$/s;

/**
 * As `parseArgs`, plus `--help`. Exits with 0 after help, with 2 after a mistake.
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
    return refuse(usage, error.message.replace(OF_POSITIONALS, '.'));
  }
}

/** Prints the mistake and the usage to standard error and exits with 2. */
export function refuse(usage: string, mistake: string): never {
  console.error(`${mistake}\n\n${usage}`);
  process.exit(2);
}
