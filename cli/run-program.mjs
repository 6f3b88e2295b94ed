/**
 * node24 cli/run-program.mjs PROGRAM.ts [arguments…]: started by cli/run.mjs once set-up is done.
 *
 * Enables Node's compile cache: without it every start compiles all TypeScript again. `npm ci`
 * empties the cache, so it stays bounded.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Errors by which AWS, or its SDK, says that it knows no caller: a matter of signing in, for any command. */
const NO_CALLER = [
  ...['CredentialsProviderError', 'TokenProviderError', 'ExpiredToken', 'ExpiredTokenException'],
  ...['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'RequestExpired'],
];
const SIGN_IN =
  'Sign in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = resolve(root, process.argv[2]);

process.argv.splice(1, 2, program);
process.chdir(root);
enableCompileCache(join(root, 'node_modules', '.cache', 'spotscribe'));
try {
  await import(pathToFileURL(program).href);
} catch (error) {
  if (!(error instanceof Error && NO_CALLER.includes(error.name))) throw error;
  console.error(`AWS knows no caller: ${error.message.replace(/\.$/, '')}. ${SIGN_IN}`);
  process.exitCode = 1;
}
