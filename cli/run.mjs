/**
 * node cli/run.mjs PROGRAM.ts [arguments…]
 *
 * Installs the packages of a fresh clone and runs one of our TypeScript programs on Node 24, which is
 * itself a package. The user's own Node (20 or newer) only starts this file, so it is plain
 * JavaScript without dependencies. Started by that Node 24, as ./spotscribe does, it runs the
 * program in the same process. Whatever ends it, or the npm above it, ends all that it started.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startGuard } from './guard.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.spotscribe-installed');
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const program = join(root, 'cli', 'run-program.mjs');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function requireNode20() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    fail(`spotscribe needs Node 20 or newer to begin with; this is ${process.version}.`);
  }
}

/** Runs `npm ci` unless this lock file's packages are installed. @returns whether it ran */
function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return false;
  console.error('Installing the packages of package-lock.json (npm ci) …');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...args, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) fail('npm ci failed; see above. Nothing was started.');
  writeFileSync(stamp, lock);
  return true;
}

function isNode24() {
  return existsSync(node) && realpathSync(node) === realpathSync(process.execPath);
}

/** Checks that the packaged Node binary runs on this system. */
function requireNode24() {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (!stdout?.startsWith('v24.')) {
    fail(
      `The npm package "node" did not bring Node 24 for this system (${process.platform}-${process.arch}).`,
    );
  }
}

function runOnNode24() {
  requireNode24();
  const child = spawn(node, [program, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes, others send it to this one alone: once more does no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

requireNode20();
await startGuard();
const hasInstalled = installPackages();
if (!hasInstalled && isNode24()) await import(pathToFileURL(program).href);
else runOnNode24();
