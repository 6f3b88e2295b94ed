import { texts } from '../texts.ts';

/** What a flag of the engine, or `words`, is called. */
export function flagName(flag: string): string {
  const { flags } = texts.value;
  return flags[flag] ?? flags['other'] ?? flag;
}
