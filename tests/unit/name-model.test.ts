/** `npm run ami -- --names`: what it stands for. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildId } from '../../ami/inputs.ts';
import { namesBytes, NAMES_STAND_IN, namesSource } from '../../ami/name-model.ts';
import { rootGibFor } from '../../ami/plan.ts';

const COMMIT = 'a'.repeat(40);
const HASH = 'b'.repeat(64);
const LOCK = {
  'owner/names': { commit: COMMIT, files: { 'model.onnx': { bytes: 497e6, sha256: HASH } } },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-names-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Without a network. */
const asked = (text: string | undefined) =>
  namesSource({ text, lock: LOCK, hub: 'http://127.0.0.1:9' });

function folderWithout(...missing: string[]): string {
  cpSync(NAMES_STAND_IN, folder, { recursive: true });
  for (const file of missing) rmSync(path.join(folder, file));
  return folder;
}

const idWith = async (text: string | undefined) =>
  buildId({ base: 'ami-1', models: [], names: await asked(text), node: HASH });

describe('--names', () => {
  test('is none unless it is given', async () => {
    expect(await asked(undefined)).toBeUndefined();
    expect(await idWith(undefined)).toBe(buildId({ base: 'ami-1', models: [], node: HASH }));
  });

  test('takes a commit of a repository without asking the hub, and that of the lock file', async () => {
    const commit = 'c'.repeat(40);
    expect(await asked(`other/names@${commit}`)).toEqual({
      name: 'other/names',
      commit,
      files: {},
    });
    const locked = { name: 'owner/names', ...LOCK['owner/names'] };
    expect(await asked('owner/names')).toEqual(locked);
    expect(await asked(`owner/names@${COMMIT}`)).toEqual(locked);
  });

  test('takes a folder, under the name of its manifest if it has one', async () => {
    const directory = folderWithout();
    expect(await asked(directory)).toEqual({ name: 'stand-in for tests', directory });
    rmSync(path.join(directory, 'manifest.json'));
    expect(await asked(directory)).toEqual({ name: path.basename(directory), directory });
  });

  test.each([
    ['no name', 'names', 'is neither a folder nor REPOSITORY@REVISION'],
    ['no revision', 'owner/names@', 'is neither a folder nor REPOSITORY@REVISION'],
    ['two revisions', 'owner/names@main@main', 'is neither a folder nor REPOSITORY@REVISION'],
    ['another commit than is locked', 'owner/names@main', 'and no other is fetched'],
    ['a name that no hub knows', 'other/names', 'does not tell the commit of "main"'],
  ])('%s: refused', async (_, text, why) => {
    await expect(asked(text)).rejects.toThrow(why);
  });

  test('a folder that lacks a file, or whose manifest is none: refused', async () => {
    await expect(asked(folderWithout('tokenizer.json'))).rejects.toThrow('has no tokenizer.json');
    const directory = folderWithout();
    writeFileSync(path.join(directory, 'manifest.json'), '{}');
    await expect(asked(directory)).rejects.toThrow('manifest.json cannot be read');
  });

  test('makes another image for another model, commit or file', async () => {
    const texts = [
      undefined,
      'owner/names',
      `other/names@${COMMIT}`,
      `other/names@${HASH.slice(24)}`,
    ];
    const ids = await Promise.all(texts.map(idWith));
    const directory = folderWithout();
    ids.push(await idWith(directory));
    writeFileSync(path.join(directory, 'config.json'), '{"id2label": {"0": "PER"}}');
    ids.push(await idWith(directory));
    expect(new Set(ids).size).toBe(6);
  });

  test('counts for the size of the disk, also before its size is known', async () => {
    expect(namesBytes(await asked('owner/names'))).toBe(497e6);
    expect(namesBytes(await asked(`other/names@${COMMIT}`))).toBe(500e6);
    const large = { name: 'own', commit: COMMIT, files: { a: { bytes: 9e9, sha256: null } } };
    expect(rootGibFor([], undefined, large)).toBeGreaterThan(rootGibFor([]));
  });
});
