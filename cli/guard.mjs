import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = join(dirname(fileURLToPath(import.meta.url)), 'guard.sh');

/**
 * Starts a separate process that ends everything that this one has started, and this one, too, when
 * this one, npm or the shell between them has ended (see guard.sh). Processes started from now on
 * inherit a mark in their environment; those of a command within a command have two.
 *
 * Resolves once it knows whom to watch.
 */
export async function startGuard() {
  const name = `SPOTSCRIBE_COMMAND_${randomUUID().replaceAll('-', '')}`;
  const guard = spawn('/bin/sh', [script, String(process.pid), `${name}=1`], {
    // Own session: Ctrl-C at the terminal must not reach it.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  guard.unref();
  process.env[name] = '1';
  await once(guard.stdout, 'readable');
  guard.stdout.destroy();
}
