/** A folder with a model for names, prepared on this computer. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localNames } from '../../ami/local-names.ts';
import { NAMES_STAND_IN, namesSource } from '../../ami/name-model.ts';
import { CommandFailed } from '../../computer/run-command.ts';
import { ensurePython } from '../../computer/python-venv.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'spotscribe-names-'));
  folder = path.join(root, 'given');
  cpSync(NAMES_STAND_IN, folder, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

async function prepare(said: string[] = []): Promise<string> {
  const source = await namesSource({ text: folder, lock: {}, hub: 'http://127.0.0.1:9' });
  if (!source) throw new TypeError('a folder is a source');
  const python = await ensurePython(() => undefined, ['engine']);
  const progress = (line: string) => said.push(line);
  return localNames(source, { python, hub: 'http://127.0.0.1:9', progress, within: root });
}

test('has its files and a manifest, and is left as it is', async () => {
  rmSync(path.join(folder, 'manifest.json'));
  const said: string[] = [];
  const own = await prepare(said);
  expect(JSON.parse(readFileSync(path.join(own, 'manifest.json'), 'utf8'))).toMatchObject({
    name: 'given',
  });
  const weights = path.join(folder, 'model.onnx');
  expect(realpathSync(path.join(own, 'model.onnx'))).toBe(realpathSync(weights));
  expect(said).toHaveLength(1);
  const again: string[] = [];
  expect(await prepare(again)).toBe(own);
  expect(again).toEqual([]);
});

test('keeps the name of its own manifest', async () => {
  const own = await prepare();
  expect(readFileSync(path.join(own, 'manifest.json'), 'utf8')).toContain('stand-in for tests');
});

test('of a hub that cannot be reached says so', async () => {
  const source = { name: 'owner/names', commit: 'a'.repeat(40), files: {} };
  const python = await ensurePython(() => undefined, ['engine']);
  const how = { python, hub: 'http://127.0.0.1:9', progress: () => undefined, within: root };
  await expect(localNames(source, how)).rejects.toThrow(CommandFailed);
  await expect(localNames(source, how)).rejects.toThrow('--names DIR');
});
