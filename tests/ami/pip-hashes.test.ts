/** What pip, as the image and .venv are made with it, does with hashes: on a wheel of our own, offline. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePython } from '../../computer/python-venv.ts';
import { sha256 } from './hub.ts';

/** A wheel that has nothing in it but its name. */
const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    about = "nothing-1.0.dist-info/"
    wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: nothing\\nVersion: 1.0\\n")
    wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
    wheel.writestr(about + "RECORD", "")
`;

let folder: string;
let wheel: string;
let python: string;
beforeAll(async () => {
  python = await ensurePython(() => undefined, ['engine']);
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-pip-'));
  wheel = path.join(folder, 'nothing-1.0-py3-none-any.whl');
  execFileSync(python, ['-c', MAKE_WHEEL, wheel]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function install(hash: string) {
  const list = path.join(folder, 'requirements.txt');
  writeFileSync(list, `nothing==1.0${hash}\n`);
  const offline = ['--no-index', '--find-links', folder, '--target', path.join(folder, 'packages')];
  const how = ['-m', 'pip', 'install', ...offline, '--no-deps', '--require-hashes', '-r', list];
  return spawnSync(python, how, { encoding: 'utf8' });
}

test.each([
  ['without a hash', '', 'Hashes are required'],
  ['with another hash', ` --hash=sha256:${'0'.repeat(64)}`, 'DO NOT MATCH THE HASHES'],
])('a package %s is refused', (_, hash, sentence) => {
  const { status, stderr } = install(hash);
  expect(stderr).toContain(sentence);
  expect(status).not.toBe(0);
});

test('a package with its own hash is installed', () => {
  expect(install(` --hash=sha256:${sha256(readFileSync(wheel))}`).status).toBe(0);
});
