/** ami/fetch_models.py against a hub of our own that answers as Hugging Face does. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FetchedModels } from '../../ami/models-lock.ts';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { HuggingFaceHub, sha256 } from './hub.ts';

const NAME = 'KBLab/tiny';

let hub: HuggingFaceHub;
let folder: string;
let python: string;

beforeAll(async () => {
  python = await ensurePython(() => undefined, ['engine']);
  hub = await HuggingFaceHub.start(NAME);
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-fetch-'));
  hub.breaksAfter = Infinity;
  hub.has({
    'config.json': '{}',
    'model.bin': 'weights',
    'vocabulary.json': '[]',
    'model.safetensors': 'the same for another program',
  });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
afterAll(() => {
  hub.close();
});

type Locked = Record<string, { bytes: number | null; sha256: string | null }>;

async function fetchModel(files: Locked = {}) {
  const entry = { folder: 'models/0', name: NAME, commit: hub.commit, files };
  return fetchWanted({ models: [entry] }, 'models/0');
}

async function fetchAnalysis(files: Locked) {
  const about = { name: 'a-llm', languages: [], contextTokens: 4096 };
  const analysis = { folder: 'llm', name: NAME, commit: hub.commit, files, about };
  return fetchWanted({ models: [], analysis }, 'llm');
}

async function fetchNames(files: Locked = {}) {
  const names = { folder: 'names', name: NAME, commit: hub.commit, files };
  return fetchWanted({ models: [], names }, 'names');
}

async function fetchWanted(what: object, place: string) {
  const model = path.join(folder, place);
  const wanted = path.join(folder, 'wanted.json');
  writeFileSync(wanted, JSON.stringify({ hub: hub.url, ...what }));
  const child = spawn(python, [path.join(PROJECT, 'ami/fetch_models.py'), wanted, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PYTHONPATH: path.join(PROJECT, 'userdata/engine') },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [told, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, told, said, model };
}

describe('a model from Hugging Face', () => {
  test('is what CTranslate2 needs of it, with a manifest of each file', async () => {
    const { status, told, model } = await fetchModel();
    expect(status).toBe(0);
    const manifest = z
      .object({
        name: z.string(),
        files: z.array(z.object({ name: z.string(), sha256: z.string() })),
      })
      .parse(JSON.parse(readFileSync(path.join(model, 'manifest.json'), 'utf8')));
    expect(manifest).toEqual({
      name: 'tiny',
      files: [
        { name: 'config.json', sha256: sha256('{}') },
        { name: 'model.bin', sha256: sha256('weights') },
        { name: 'vocabulary.json', sha256: sha256('[]') },
      ],
    });
    expect(existsSync(path.join(model, 'model.safetensors'))).toBe(false);
    expect(FetchedModels.parse(JSON.parse(told))).toEqual({
      [NAME]: {
        commit: hub.commit,
        files: {
          'config.json': { bytes: 2, sha256: sha256('{}') },
          'model.bin': { bytes: 7, sha256: sha256('weights') },
          'vocabulary.json': { bytes: 2, sha256: sha256('[]') },
        },
      },
    });
  });

  test('of an older conversion has its vocabulary as text', async () => {
    hub.has({ 'config.json': '{}', 'model.bin': 'weights', 'vocabulary.txt': '<unk>' });
    const { status, model } = await fetchModel();
    expect(status).toBe(0);
    expect(readFileSync(path.join(model, 'vocabulary.txt'), 'utf8')).toBe('<unk>');
  });

  test.each([
    ['model.bin', 'SHA-256'],
    ['config.json', 'git blob'],
  ])('is refused if its %s is not what the hub states', async (file, hash) => {
    hub.claims(file, 'something other'.slice(0, hub.sizeOf(file)));
    const { status, said, model } = await fetchModel();
    expect(said).toContain(`${NAME}: ${file} is not what the hub says`);
    expect(said).toMatch(new RegExp(`${hash}: expected [0-9a-f]+, found [0-9a-f]+`));
    expect(status).toBe(1);
    expect(existsSync(path.join(model, 'manifest.json'))).toBe(false);
  });

  test('that was cut off is gone on with where it ended', async () => {
    const text = 'w'.repeat(1000);
    hub.has({ 'config.json': '{}', 'model.bin': text, 'vocabulary.json': '[]' });
    hub.breaksAfter = 700;
    const cut = await fetchModel();
    expect(cut.status).toBe(1);
    expect(cut.said).toContain('model.bin was cut off after 700 of 1000 bytes, which are kept');
    hub.breaksAfter = Infinity;
    hub.asked.length = 0;

    const { status, model } = await fetchModel();

    expect(status).toBe(0);
    expect(readFileSync(path.join(model, 'model.bin'), 'utf8')).toBe(text);
    expect(hub.asked).toEqual([
      `${hub.commit}?blobs=true`,
      'model.bin bytes=700-',
      'vocabulary.json',
    ]);
  });

  test('from a hub that does not answer: it says so, and what to do', async () => {
    hub.has({});
    hub.breaksAfter = 3;
    const { status, said } = await fetchModel();
    expect(status).toBe(1);
    expect(said).toContain(`${hub.url} did not send the model`);
    expect(said).not.toContain('Traceback');
  });

  test('is refused if it is not in CTranslate2’s form', async () => {
    hub.has({ 'config.json': '{}', 'model.safetensors': 'weights' });
    const { status, said } = await fetchModel();
    expect(said).toContain('has no model.bin, vocabulary.json');
    expect(said).toContain('--model DIR');
    expect(status).toBe(1);
  });
});

describe('a model that is in the lock file', () => {
  const weights = { bytes: 7, sha256: sha256('weights') };

  test('is what that says; what it does not know yet may be anything', async () => {
    const locked = { 'model.bin': weights, 'config.json': { bytes: 2, sha256: null } };
    expect((await fetchModel(locked)).status).toBe(0);
  });

  test.each<[string, Locked, string]>([
    [
      'hash',
      { 'model.bin': { ...weights, sha256: sha256('wéights') } },
      `SHA-256: expected ${sha256('wéights')}, found ${sha256('weights')}`,
    ],
    ['size', { 'config.json': { bytes: 3, sha256: null } }, 'bytes: expected 3, found 2'],
  ])('is refused by its %s, although the hub agrees', async (_, locked, difference) => {
    const { status, said, model } = await fetchModel(locked);
    const [file] = Object.keys(locked);
    expect(said).toContain(`${NAME}: ${file} is not what the lock file says`);
    expect(said).toContain(difference);
    expect(status).toBe(1);
    expect(existsSync(path.join(model, 'manifest.json'))).toBe(false);
  });
});

describe('a language model', () => {
  const weights = { bytes: 7, sha256: sha256('weights') };

  test('is the files of the lock file, with what is known of it beside them', async () => {
    const { status, told, model } = await fetchAnalysis({ 'model.bin': weights });
    expect(status).toBe(0);
    expect(readFileSync(path.join(model, 'model.bin'), 'utf8')).toBe('weights');
    expect(JSON.parse(readFileSync(path.join(model, 'about.json'), 'utf8'))).toMatchObject({
      name: 'a-llm',
      contextTokens: 4096,
    });
    expect(existsSync(path.join(model, 'config.json'))).toBe(false);
    expect(JSON.parse(told)).toEqual({});
  });

  test('that is cut off is gone on with', async () => {
    const text = 'w'.repeat(1000);
    hub.has({ 'model.bin': text });
    hub.breaksAfter = 700;
    const files = { 'model.bin': { bytes: 1000, sha256: sha256(text) } };
    expect((await fetchAnalysis(files)).status).toBe(1);
    hub.breaksAfter = Infinity;
    hub.asked.length = 0;
    expect((await fetchAnalysis(files)).status).toBe(0);
    expect(hub.asked).toEqual([`${hub.commit}?blobs=true`, 'model.bin bytes=700-']);
  });

  test.each<[string, Locked, string]>([
    ['has another hash', { 'model.bin': { ...weights, sha256: sha256('wéights') } }, 'SHA-256'],
    ['lacks a file', { 'llm.gguf': weights }, 'has no llm.gguf; it is not used'],
  ])('that %s is refused', async (_, files, why) => {
    const { status, said, model } = await fetchAnalysis(files);
    expect(status).toBe(1);
    expect(said).toContain(why);
    expect(existsSync(path.join(model, 'about.json'))).toBe(false);
  });
});

describe('a model for names', () => {
  const FILES = { 'config.json': '{}', 'model.onnx': 'network', 'tokenizer.json': '[]' };
  const network = { bytes: 7, sha256: sha256('network') };
  beforeEach(() => hub.has({ ...FILES, 'vocab.txt': 'the same for another program' }));

  test('is its three files, sealed under its name and commit, and recorded', async () => {
    const { status, told, model } = await fetchNames();
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(path.join(model, 'manifest.json'), 'utf8'))).toEqual({
      name: NAME,
      revision: hub.commit,
      files: Object.entries(FILES).map(([name, content]) => ({
        ...{ name, bytes: content.length, sha256: sha256(content) },
      })),
    });
    expect(existsSync(path.join(model, 'vocab.txt'))).toBe(false);
    const { files = {} } = FetchedModels.parse(JSON.parse(told))[NAME] ?? {};
    expect(files['model.onnx']).toEqual(network);
    expect(Object.keys(files)).toHaveLength(3);
  });

  test.each<[string, Locked, string]>([
    ['another hash', { 'model.onnx': { ...network, sha256: sha256('nétwork') } }, 'SHA-256'],
    ['another size', { 'model.onnx': { bytes: 8, sha256: null } }, 'bytes: expected 8, found 7'],
  ])('that has %s than the lock file says is refused', async (_, files, why) => {
    const { status, said, model } = await fetchNames(files);
    expect(status).toBe(1);
    expect(said).toContain(why);
    expect(existsSync(path.join(model, 'manifest.json'))).toBe(false);
  });

  test('that is not in ONNX’s form is refused', async () => {
    hub.has({ 'config.json': '{}', 'tokenizer.json': '[]', 'model.safetensors': 'weights' });
    const { status, said } = await fetchNames();
    expect(status).toBe(1);
    expect(said).toContain('has no model.onnx');
    expect(said).toContain('--names DIR');
  });

  test('of a folder is sealed under its name, and a manifest that is there is kept', async () => {
    const place = path.join(folder, 'names');
    mkdirSync(place);
    for (const [name, content] of Object.entries(FILES)) {
      writeFileSync(path.join(place, name), content);
    }
    const names = { folder: 'names', name: 'own' };
    expect(await fetchWanted({ models: [], names }, 'names')).toMatchObject({
      ...{ status: 0, told: '{}\n' },
    });
    const manifest = path.join(place, 'manifest.json');
    const sealed = readFileSync(manifest, 'utf8');
    expect(JSON.parse(sealed)).toMatchObject({ name: 'own' });
    expect(JSON.parse(sealed)).not.toHaveProperty('revision');

    const other = { folder: 'names', name: 'other' };
    expect((await fetchWanted({ models: [], names: other }, 'names')).status).toBe(0);
    expect(readFileSync(manifest, 'utf8')).toBe(sealed);
  });
});
