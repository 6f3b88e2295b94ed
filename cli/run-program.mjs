/**
 * node24 cli/run-program.mjs PROGRAM.ts [arguments…]: started by cli/run.mjs once set-up is done.
 *
 * Enables Node's compile cache: without it every start compiles all TypeScript again. `npm ci`
 * empties the cache, so it stays bounded.
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
