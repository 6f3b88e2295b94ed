/** Where the user is: npm itself runs commands in the project's root. */
import path from 'node:path';

export const HERE = process.env['INIT_CWD'] ?? process.cwd();

/** A file as the user named it, relative to where npm was called. */
export function fromHere(file: string): string {
  return path.resolve(HERE, file);
}
