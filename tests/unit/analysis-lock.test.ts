/** The language model of an image: its lock file, its options, and pinning by what the hub states. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANALYSIS_LOCK, readAnalysisLock, unknownOf } from '../../ami/analysis-lock.ts';
import { analysisBytes, analysisSource, warningOf } from '../../ami/analysis-source.ts';
import { buildId } from '../../ami/inputs.ts';
import { pinAnalysis } from '../../ami/pin-analysis.ts';
import { rootGibFor } from '../../ami/plan.ts';
import { HuggingFaceHub, sha256 } from '../ami/hub.ts';

const lock = readAnalysisLock(ANALYSIS_LOCK);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-analysis-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function modelFolder(about: unknown): string {
  const directory = path.join(folder, 'llm');
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'about.json'), JSON.stringify(about));
  writeFileSync(path.join(directory, 'llm.gguf'), 'weights');
  return directory;
}

const asked = (recipe: string, model?: string) => analysisSource({ recipe, model, lock });

describe('--with-analysis', () => {
  test('llama.cpp takes the default model, by commit and SHA-256 of each file', () => {
    const source = asked('llama.cpp');
    expect(source).toMatchObject({ recipe: 'llama.cpp', model: 'gemma-4-12b' });
    expect('repository' in source && source.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(analysisBytes(source)).toBeGreaterThan(6e9);
    expect(warningOf(source)).toBeUndefined();
  });

  test('has a model only if all of it is pinned', () => {
    for (const [name, model] of Object.entries(lock)) {
      const take = () => asked(model.recipe, name);
      if (unknownOf(model).length > 0) expect(take).toThrow(`pin --analysis-model ${name}`);
      else expect(take().model).toBe(name);
    }
  });

  test.each([
    ['a recipe that is none', 'ollama', undefined, 'is none of llama.cpp, vllm, voxtral'],
    ['no model', 'vllm', undefined, 'name a model with --analysis-model DIR'],
    ['a model of another recipe', 'vllm', 'gemma-4-12b', 'is for the recipe llama.cpp'],
    ['an unknown model', 'llama.cpp', 'gemma-9', 'neither in the lock file nor a folder'],
    ['a model that is not pinned', 'voxtral', undefined, 'does not know its commit'],
  ])('%s: refused', (...[, recipe, model, why]) => {
    expect(() => asked(recipe, model)).toThrow(why);
  });

  test('takes a folder, and says if its makers do not list Swedish', () => {
    const about = { name: 'own-llm', languages: ['en', 'fr'], contextTokens: 4096 };
    const source = asked('llama.cpp', modelFolder(about));
    expect(source).toMatchObject({ model: 'own-llm' });
    expect(analysisBytes(source)).toBe(7 + JSON.stringify(about).length);
    expect(warningOf(source)).toContain('list en, fr, not Swedish');
  });

  test('a folder without a name for jobs: refused', () => {
    const directory = modelFolder({ name: 'two words' });
    expect(() => asked('llama.cpp', directory)).toThrow('is not of its form');
  });

  test('gives another image, on a larger disk', () => {
    const analysis = asked('llama.cpp');
    const of = { base: 'ami-1', models: [], node: 'a'.repeat(64) };
    const ids = [of, { ...of, analysis }, { ...of, analysis: asked('llama.cpp', 'gemma-4-e4b') }];
    expect(new Set(ids.map(buildId)).size).toBe(3);
    expect(rootGibFor([], analysis)).toBeGreaterThan(rootGibFor([]));
  });
});

describe('pinning', () => {
  const NAME = 'a-llm';
  let hub: HuggingFaceHub;
  beforeAll(async () => {
    hub = await HuggingFaceHub.start('makers/llm');
  });
  afterAll(() => hub.close());
  beforeEach(() => hub.has({ 'model.bin': 'weights', 'params.json': '{}' }));

  function lockFile(more: object = {}): string {
    const file = path.join(folder, 'lock.json');
    const unknown = { bytes: null, sha256: null };
    const model = {
      repository: 'makers/llm',
      commit: null,
      recipe: 'voxtral',
      licence: 'Apache-2.0',
      languages: [],
      contextTokens: 4096,
      files: { 'model.bin': unknown, 'params.json': unknown },
      ...more,
    };
    writeFileSync(file, JSON.stringify({ [NAME]: model }));
    return file;
  }
  const pin = (file: string) => pinAnalysis({ name: NAME, hub: hub.url, lock: file });

  test('writes commit, bytes and SHA-256 as the hub states them, and says so', async () => {
    const file = lockFile({ commit: hub.commit });
    const said = await pin(file);
    expect(said.join('\n')).toContain(`params.json: 2 bytes, SHA-256 ${sha256('{}')}`);
    const pinned = readAnalysisLock(file);
    expect(pinned[NAME]).toMatchObject({
      commit: hub.commit,
      files: {
        'model.bin': { bytes: 7, sha256: sha256('weights') },
        'params.json': { bytes: 2, sha256: sha256('{}') },
      },
    });
    expect(analysisSource({ recipe: 'voxtral', model: NAME, lock: pinned }).model).toBe(NAME);
  });

  test.each([
    ['a hash that is known already', { 'model.bin': { bytes: 7, sha256: sha256('other') } }],
    ['a size that is known already', { 'params.json': { bytes: 3, sha256: null } }],
    ['a file that it lacks', { 'tekken.json': { bytes: null, sha256: null } }],
  ])('leaves all as it was if the hub differs in %s', async (_, files) => {
    const file = lockFile({ commit: hub.commit, files });
    const before = readFileSync(file, 'utf8');
    await expect(pin(file)).rejects.toThrow('nothing was pinned');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('says so if the hub does not answer', async () => {
    const file = lockFile();
    const of = { name: NAME, hub: 'http://127.0.0.1:9', lock: file };
    await expect(pinAnalysis(of)).rejects.toThrow('nothing was pinned');
  });
});
