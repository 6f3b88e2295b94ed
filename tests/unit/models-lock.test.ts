import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildId } from '../../ami/inputs.ts';
import { modelBytes, modelSources, SIZES, type Wanted } from '../../ami/model-source.ts';
import { MODELS_LOCK, readModelsLock, recordFetched } from '../../ami/models-lock.ts';
import { rootGibFor } from '../../ami/plan.ts';

const lock = readModelsLock(MODELS_LOCK);
const COMMIT = 'a'.repeat(40);
const HASH = 'b'.repeat(64);
const OTHER = 'c'.repeat(64);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Without a network: what is in the lock file needs none. */
async function asked(text: string, more: Partial<Wanted> = {}) {
  return modelSources({ text, lock, revision: undefined, hub: 'http://127.0.0.1:9', ...more });
}

function modelDirectory(name: string): string {
  const directory = mkdtempSync(path.join(folder, 'model-'));
  const files = [{ name: 'model.bin', bytes: 7, sha256: HASH }];
  writeFileSync(path.join(directory, 'manifest.json'), JSON.stringify({ name, files }));
  return directory;
}

describe('the lock file', () => {
  test('has all five sizes, by commit, with the size of each file and the hash of the weights', async () => {
    const sources = await asked(SIZES.join(','));
    expect(sources.map((source) => 'name' in source && source.name)).toEqual(
      SIZES.map((size) => `KBLab/kb-whisper-${size}`),
    );
    for (const size of SIZES) {
      const { files = {} } = lock[`KBLab/kb-whisper-${size}`] ?? {};
      expect(Object.keys(files)).toEqual(['config.json', 'model.bin', 'vocabulary.json']);
      expect(Object.values(files).every(({ bytes }) => bytes !== null)).toBe(true);
      expect(files['model.bin']?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    const bytes = sources.map((source) => modelBytes(source) ?? 0);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  });

  test('that cannot be read builds nothing', () => {
    const file = path.join(folder, 'lock.json');
    writeFileSync(file, JSON.stringify({ 'KBLab/tiny': { commit: 'main', files: {} } }));
    expect(() => readModelsLock(file)).toThrow('cannot be read, so nothing was built');
  });
});

describe('what a builder has fetched', () => {
  const fetched = (sha256: string, commit = COMMIT) => ({
    'KBLab/tiny': { commit, files: { 'model.bin': { bytes: 7, sha256 } } },
  });

  test('is recorded where nothing was known, and nothing else is taken from then on', () => {
    const file = path.join(folder, 'lock.json');
    const known = { commit: COMMIT, files: { 'model.bin': { bytes: 7, sha256: null } } };
    writeFileSync(file, JSON.stringify({ 'KBLab/tiny': known }));

    expect(recordFetched(file, fetched(HASH))).toEqual([
      `KBLab/tiny model.bin: 7 bytes, SHA-256 ${HASH}`,
    ]);
    const recorded = readFileSync(file, 'utf8');
    expect(recordFetched(file, fetched(HASH))).toEqual([]);
    for (const other of [fetched(OTHER), fetched(HASH, 'd'.repeat(40))]) {
      expect(() => recordFetched(file, other)).toThrow('and the lock file says');
    }
    expect(readFileSync(file, 'utf8')).toBe(recorded);
    expect(readModelsLock(file)).toEqual(fetched(HASH));
  });

  test('of a repository that is not in it is added', () => {
    const file = path.join(folder, 'lock.json');
    expect(recordFetched(file, fetched(HASH))).toHaveLength(1);
    expect(readModelsLock(file)).toEqual(fetched(HASH));
  });
});

describe('--model', () => {
  test('takes sizes, names and directories together, in their order', async () => {
    const directory = modelDirectory('own');
    const sources = await asked(`large, KBLab/kb-whisper-small,${directory}`);
    expect(sources).toMatchObject([
      { name: 'KBLab/kb-whisper-large', commit: lock['KBLab/kb-whisper-large']?.commit },
      { name: 'KBLab/kb-whisper-small' },
      { directory },
    ]);
  });

  test.each<[string, Partial<Wanted> & { text: string }, string]>([
    ['neither a size, a directory nor a name', { text: 'huge' }, 'is none of tiny, base, small'],
    ['twice the same', { text: 'small,KBLab/kb-whisper-small' }, 'have the same name'],
    ['too many', { text: 'small,'.repeat(9).concat('large') }, 'at most 9 models'],
    ['not the locked commit', { text: 'small', revision: COMMIT }, 'and no other is fetched'],
    ['a name that no hub knows', { text: 'a/whisper' }, 'does not tell the commit of "main"'],
  ])('%s: refused', async (_, { text, ...more }, why) => {
    await expect(asked(text, more)).rejects.toThrow(why);
  });

  test('with several, each has a name that jobs can ask for', async () => {
    const [one, unnamed] = [modelDirectory('own'), modelDirectory('two words')];
    expect(await asked(unnamed)).toHaveLength(1);
    await expect(asked(`${one},${unnamed}`)).rejects.toThrow('"two words"');
  });

  test('makes another image for another model, or another order of them', async () => {
    const ids = ['small', 'large', 'small,large', 'large,small'].map(async (text) =>
      buildId({ base: 'ami-1', models: await asked(text), node: HASH }),
    );
    expect(new Set(await Promise.all(ids)).size).toBe(4);
  });

  test('decides the size of the disk', async () => {
    expect(rootGibFor(await asked('small'))).toBe(16);
    expect(rootGibFor(await asked('large,small'))).toBe(17);
    expect(rootGibFor(await asked(SIZES.join(',')))).toBe(20);
  });
});
