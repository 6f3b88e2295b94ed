import path from 'node:path';

/** The repository's root, and the folder for everything that set-up generates. */
export const PROJECT = path.join(import.meta.dirname, '..');
export const LOCAL = path.join(PROJECT, '.local');
