/**
 * node24 cli/run-program.mjs PROGRAM.ts [arguments…]: cli/run.mjs starts it when all is ready.
 *
 * A program is TypeScript: what the last run compiled is kept, and without it each would begin a
 * good deal later. `npm ci` empties the cache, so it does not grow for ever.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = resolve(root, process.argv[2]);

process.argv.splice(1, 2, program);
process.chdir(root);
enableCompileCache(join(root, 'node_modules', '.cache', 'spotscribe'));
await import(pathToFileURL(program).href);
