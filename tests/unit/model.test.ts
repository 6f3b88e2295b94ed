import { describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { modelOf } from '../../core/transcript/model.ts';

const SHA256 = '5a'.repeat(32);
const file = (name: string, bytes = 7) => ({ name, bytes, sha256: SHA256 });
const manifest = (...files: unknown[]) => Buffer.from(JSON.stringify({ name: 'tiny', files }));

test('a model is all its files, and the SHA-256 of its manifest', () => {
  const bytes = manifest(file('config.json'), file('model.bin', 5 * 1024 ** 3));
  expect(modelOf(bytes).model).toEqual({
    name: 'tiny',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    files: [
      { name: 'config.json', bytes: 7 },
      { name: 'model.bin', bytes: 5 * 1024 ** 3 },
      { name: 'manifest.json', bytes: bytes.length },
    ],
  });
});

test('the largest model that may be published fits into a parameter: 4096 characters', () => {
  const names = Array.from({ length: 16 }, (_, nth) => `${nth}`.padEnd(64, 'x'));
  const { model } = modelOf(manifest(...names.map((name) => file(name, 600_000_000))));
  expect(JSON.stringify({ ...model, name: 'm'.repeat(64) }).length).toBeLessThanOrEqual(4096);
});

describe('a manifest is refused', () => {
  test.each([
    ['with a path', manifest(file('../model.bin'))],
    ['with an absolute path', manifest(file('/etc/passwd'))],
    ['with a folder', manifest(file('weights/model.bin'))],
    ['with a Windows path', manifest(file('..\\model.bin'))],
    ['with a hidden file', manifest(file('.env'))],
    ['with a file that is listed twice', manifest(file('model.bin'), file('model.bin'))],
    ['that lists itself', manifest(file('manifest.json'))],
    ['with an empty file', manifest(file('model.bin', 0))],
    ['with a file above 5 GiB', manifest(file('model.bin', 5 * 1024 ** 3 + 1))],
    [
      'of a model above 10 GiB',
      manifest(...['a', 'b', 'c'].map((name) => file(name, 4 * 1024 ** 3))),
    ],
    ['of too many files', manifest(...Array.from({ length: 17 }, (_, nth) => file(`f${nth}`)))],
    ['of no file', manifest()],
    ['without a name', Buffer.from(JSON.stringify({ files: [file('model.bin')] }))],
    ['that is not JSON', Buffer.from('model.bin')],
  ])('%s', (_, bytes) => {
    expect(() => modelOf(bytes)).toThrow();
  });
});
