import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedBundles, type Made } from '../../deploy/bundle-cache.ts';

const FILES = ['functions/api/a.js', 'functions/api/b.js'];

let folder: string;
let makings: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-bundles-'));
  makings = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function texts(files: readonly string[], inputs = ['functions/api/a.ts', 'core/a.ts']) {
  const make = (): Promise<Made> => {
    makings += 1;
    const codes = new Map(files.map((file) => [file, Buffer.from(`${file} ${makings}`)]));
    return Promise.resolve({ codes, inputs });
  };
  const codes = await cachedBundles(files, make, folder);
  return files.map((file) => Buffer.from(codes.get(file) ?? []).toString());
}

test('bundles are made once while nothing changes', async () => {
  const made = await texts(FILES);
  expect(await texts(FILES)).toEqual(made);
  expect(makings).toBe(1);
});

test('another list of functions makes them again', async () => {
  await texts(FILES);
  expect(await texts(FILES.slice(1))).toEqual(['functions/api/b.js 2']);
});

test('a source that is not watched is refused, and nothing is kept', async () => {
  const inputs = ['node_modules/zod/index.js', 'computer/project.ts'];
  await expect(texts(FILES, inputs)).rejects.toThrow('computer/project.ts');
  expect(existsSync(path.join(folder, '.stamp'))).toBe(false);
});
