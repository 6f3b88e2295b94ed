import path from 'node:path';

/** The repository's root, and the folder for everything that set-up generates. */
export const PROJECT = path.join(import.meta.dirname, '..');
export const LOCAL = path.join(PROJECT, '.local');

/** Starts a program of ours as npm's scripts do: `node RUN_PROGRAM cli/keys.ts …`. */
export const RUN_PROGRAM = path.join(PROJECT, 'cli/run-program.mjs');
/** Node's cache of compiled code, for its NODE_COMPILE_CACHE; the same as in cli/run-program.mjs. */
export const COMPILE_CACHE = path.join(PROJECT, 'node_modules/.cache/spotscribe');
