/** Which model a box works with, and where it comes from: a hub of our own answers as Hugging Face does. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MODELS_LOCK, readModelsLock, type ModelsLock } from '../../ami/models-lock.ts';
import { boxModel } from '../../cli/worker/box-model.ts';
import { fetchedModel } from '../../cli/worker/fetched-model.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { HuggingFaceHub, sha256 } from '../ami/hub.ts';

const DEFAULT = 'kb-whisper-small';
const REPOSITORY = `KBLab/${DEFAULT}`;
const FILES = { 'config.json': '{}', 'model.bin': 'weights', 'vocabulary.json': '[]' };

let hub: HuggingFaceHub;
let folder: string;
let python: string;
beforeAll(async () => {
  python = await ensurePython(() => undefined, ['engine']);
  hub = await HuggingFaceHub.start(REPOSITORY);
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-box-'));
  hub.has(FILES);
  hub.asked.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => hub.close());

/** As this project's, with the stand-in's commit and weights. */
function lockWith(weights = 'weights'): ModelsLock {
  const bin = { bytes: weights.length, sha256: sha256(weights) };
  return { [REPOSITORY]: { commit: hub.commit, files: { 'model.bin': bin } } };
}

function chosen(given: Partial<Parameters<typeof boxModel>[0]> = {}) {
  return boxModel({
    ...{ text: undefined, revision: undefined, hub: hub.url, lock: lockWith() },
    ...{ stage: 'prod', declared: [DEFAULT, 'kb-whisper-large'], isEmbedded: false, ...given },
  });
}

async function fetched(given: Partial<Parameters<typeof boxModel>[0]> = {}) {
  const { source } = await chosen(given);
  if (source === 'shipped' || !('name' in source)) throw new TypeError('it is not fetched');
  const said: string[] = [];
  const progress = (line: string) => void said.push(line);
  const model = await fetchedModel(source, { python, hub: hub.url, progress, within: folder });
  return { model, said: said.join('\n') };
}

function modelDirectory(name: string): string {
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ name, files: [] }));
  return folder;
}

describe('a box of a deployment', () => {
  test('has its default model by default, fetched once by the commit of the lock file', async () => {
    const first = await fetched();
    expect(first.model).toBe(path.join(folder, DEFAULT, hub.commit));
    expect(readFileSync(path.join(first.model, 'model.bin'), 'utf8')).toBe('weights');
    expect(first.said).toContain(`Fetching ${REPOSITORY}`);
    const asked = hub.asked.length;

    const second = await fetched();
    expect(second).toEqual({ model: first.model, said: '' });
    expect(hub.asked).toHaveLength(asked);
  });

  test('is not given a model that is not what the lock file says', async () => {
    await expect(fetched({ lock: lockWith('WEIGHTS') })).rejects.toThrow(
      'model.bin is not what the lock file says',
    );
    expect(existsSync(path.join(folder, DEFAULT, hub.commit, 'manifest.json'))).toBe(false);
  });

  test.each([
    ['a size', 'large', 'KBLab/kb-whisper-large'],
    ['a name on Hugging Face', 'KBLab/kb-whisper-small', 'KBLab/kb-whisper-small'],
  ])('has a declared one by %s', async (_, text, name) => {
    const lock = readModelsLock(MODELS_LOCK);
    expect(await chosen({ text, lock })).toMatchObject({ source: { name } });
  });

  test('has a declared one from a folder, by the name in its manifest', async () => {
    const directory = modelDirectory('kb-whisper-large');
    expect(await chosen({ text: directory })).toEqual({ source: { directory } });
  });

  test.each([
    ['the shipped one', () => modelDirectory('micro-whisper'), 'micro-whisper'],
    ['a size that is not declared', () => 'medium', 'kb-whisper-medium'],
  ])('is refused %s before anything is fetched', async (_, text, name) => {
    const lock = readModelsLock(MODELS_LOCK);
    for (const isEmbedded of [false, true]) {
      await expect(chosen({ text: text(), lock, isEmbedded })).rejects.toThrow(
        `The model is called ${name}, and spotscribe-prod declares kb-whisper-small, kb-whisper-large`,
      );
    }
    expect(hub.asked).toEqual([]);
  });

  test('is asked for the folder of a default that the lock file does not have', async () => {
    await expect(chosen({ declared: ['my-own'] })).rejects.toThrow(
      'ami/models.lock.json does not say where to fetch it',
    );
  });

  test('works with one model', async () => {
    const lock = readModelsLock(MODELS_LOCK);
    await expect(chosen({ text: 'small,large', lock })).rejects.toThrow('one model');
  });
});

test('on the embedded cloud the shipped model stands for the default', async () => {
  expect(await chosen({ isEmbedded: true })).toEqual({ source: 'shipped', standInFor: DEFAULT });
});
