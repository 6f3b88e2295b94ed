/** Manifests as people and programs write them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_FILES } from '../../../core/bulk/bulk-request.ts';
import { filesIn, listText } from '../../../core/bulk/listed-file.ts';
import { readManifest } from '../../../core/bulk/read-manifest.ts';

const OWN = 'in/anna/';

function problemsOf(text: string): [number, string][] {
  return readManifest(text, OWN).files.flatMap(({ line, problem }) =>
    problem ? [[line, problem.message] as [number, string]] : [],
  );
}

test('a broken line is named by its number, and stops no other', () => {
  const text = [
    '{"key":"in/anna/a.mp3"}',
    '{"key":"in/anna/b.mp3",}',
    '',
    '{"key":"in/anna/c.mp3","language":"klingon"}',
    '{"key":"in/berit/d.mp3"}',
    '{"key":"in/anna/e.mp3","colour":"red"}',
    '["in/anna/f.mp3"]',
    `{"key":"in/anna/g.mp3","metadata":{"a":"${'x'.repeat(9000)}"}}`,
    '{"key":"in/anna/h\\ud800.mp3"}',
    '{"key":"in/anna/i.mp3","words":true}',
  ].join('\r\n');
  const { files, listed } = readManifest(text, OWN);
  expect(listed).toBe(9);
  expect(files.filter(({ problem }) => !problem)).toEqual([
    { line: 1, key: 'in/anna/a.mp3' },
    { line: 10, key: 'in/anna/i.mp3', options: { words: true } },
  ]);
  const problems = problemsOf(text);
  expect(problems.map(([line]) => line)).toEqual([2, 4, 5, 6, 7, 8, 9]);
  for (const [line, message] of problems) expect(message).toContain(`Line ${line} of`);
  expect(problems[1]?.[1]).toContain('klingon');
  expect(problems[2]?.[1]).toContain(OWN);
});

test('a repeated line is skipped, and one with other options is not', () => {
  const text = [
    '{"key":"in/anna/a.mp3","track":0}',
    '{"key":"in/anna/a.mp3","track":1}',
    '{"track":0,"key":"in/anna/a.mp3"}',
  ].join('\n');
  const { files, listed, skipped } = readManifest(`\uFEFF${text}\n`, OWN);
  expect(files.map(({ line }) => line)).toEqual([1, 2]);
  expect({ listed, skipped }).toEqual({ listed: 3, skipped: 1 });
});

test('a manifest that is too long is read no further than that is known', () => {
  const text = Array.from({ length: MAX_FILES + 500 }, (_, nth) => `{"key":"${OWN}${nth}"}`);
  expect(readManifest(text.join('\n'), OWN).files).toHaveLength(MAX_FILES + 1);
});

test('any text gives each of its lines once, and the list comes back as it was written', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
    fc.string({ unit: 'binary', maxLength: 50 }).map((name) => JSON.stringify({ key: OWN + name })),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { files, listed, skipped } = readManifest(lines.join('\n'), OWN);
      expect(listed).toBe(files.length + skipped);
      expect(new Set(files.map((file) => file.line)).size).toBe(files.length);
      expect(filesIn(listText(files))).toEqual(files);
      for (const { key, problem } of files) expect(problem ?? key.startsWith(OWN)).toBeTruthy();
    }),
  );
});
