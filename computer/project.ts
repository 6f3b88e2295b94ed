import path from 'node:path';

/** The repository's root, and where its set-up keeps what it makes. */
export const PROJECT = path.join(import.meta.dirname, '..');
export const LOCAL = path.join(PROJECT, '.local');
