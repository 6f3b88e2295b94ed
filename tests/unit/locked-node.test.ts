import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { nodeToPack, readNodeLock } from '../../ami/locked-node.ts';
import { PROJECT } from '../../computer/project.ts';

test('the Node of the image has the version that the project runs on', () => {
  const { devDependencies } = z
    .object({ devDependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')));
  expect(readNodeLock().version).toBe(devDependencies.node);
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'npm brings the locked program, so that nothing is fetched',
  async () => {
    const own = path.join(PROJECT, 'node_modules/node/bin/node');
    const { sha256 } = readNodeLock();
    expect(await nodeToPack(own, undefined)).toEqual({ file: own, sha256 });
  },
);

test('another program is refused, with both hashes', async () => {
  const file = path.join(PROJECT, 'package.json');
  const { sha256 } = readNodeLock();
  await expect(nodeToPack(file, undefined)).rejects.toThrow(`expected ${sha256}, found`);
});
