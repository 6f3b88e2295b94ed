/** ami/fetch_model.py against a hub of our own that answers as Hugging Face does. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';

const COMMIT = 'c0ffee';
const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

let files: Record<string, string>;
let stated: Record<string, string>;
let hub: Server;
let folder: string;
let python: string;

beforeAll(async () => {
  python = await ensurePython(() => undefined, ['engine']);
  hub = createServer((request, response) => {
    const answer = answerTo(request.url ?? '');
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-fetch-'));
  files = { 'config.json': '{}', 'model.bin': 'weights', 'vocabulary.json': '[]' };
  files['model.safetensors'] = 'the same for another program';
  stated = { 'model.bin': sha256('weights') };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
afterAll(() => {
  hub.close();
});

function answerTo(url: string): string | undefined {
  if (url === '/api/models/KBLab/tiny/revision/main') return JSON.stringify({ sha: COMMIT });
  if (url === `/api/models/KBLab/tiny/tree/${COMMIT}`) return JSON.stringify(tree());
  return files[url.replace(`/KBLab/tiny/resolve/${COMMIT}/`, '')];
}

/** Large files have the SHA-256 that git LFS knows them by. */
function tree() {
  return Object.entries(files).map(([name, content]) => ({
    type: 'file',
    path: name,
    size: content.length,
    ...(stated[name] && { lfs: { oid: stated[name], size: content.length } }),
  }));
}

async function fetchModel() {
  const { port } = hub.address() as AddressInfo;
  const model = path.join(folder, 'model');
  const child = spawn(
    python,
    [path.join(PROJECT, 'ami/fetch_model.py'), 'KBLab/tiny', 'main', model],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        HF_ENDPOINT: `http://127.0.0.1:${port}`,
        PYTHONPATH: path.join(PROJECT, 'userdata/engine'),
      },
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await text(child.stderr);
  return { status: await ended, said, model };
}

describe('a model from Hugging Face', () => {
  test('is what CTranslate2 needs of it, with a manifest of each file', async () => {
    const { status, model } = await fetchModel();
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
  });

  test('of an older conversion has its vocabulary as text', async () => {
    files = { 'config.json': '{}', 'model.bin': 'weights', 'vocabulary.txt': '<unk>' };
    const { status, model } = await fetchModel();
    expect(status).toBe(0);
    expect(readFileSync(path.join(model, 'vocabulary.txt'), 'utf8')).toBe('<unk>');
  });

  test('is refused if it is not what the hub states', async () => {
    stated['model.bin'] = sha256('other weights');
    const { status, said, model } = await fetchModel();
    expect(said).toContain('model.bin does not have the SHA-256 that the hub states');
    expect(status).toBe(1);
    expect(existsSync(path.join(model, 'manifest.json'))).toBe(false);
  });

  test('is refused if it is not in CTranslate2’s form', async () => {
    files = { 'config.json': '{}', 'model.safetensors': 'weights' };
    const { status, said } = await fetchModel();
    expect(said).toContain('has no model.bin, vocabulary.json');
    expect(said).toContain('--model DIR');
    expect(status).toBe(1);
  });
});
