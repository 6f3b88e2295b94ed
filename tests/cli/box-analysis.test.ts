/** Which language model a box works with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boxAnalysis } from '../../cli/worker/box-analysis.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-weights-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function chosen(given: Partial<Parameters<typeof boxAnalysis>[0]> = {}) {
  const said: string[] = [];
  const asked = { recipe: undefined, model: undefined, isEmbedded: false, ...given };
  return { found: boxAnalysis({ ...asked, progress: (line) => said.push(line) }), said };
}

function weights(about: object): string {
  writeFileSync(path.join(folder, 'about.json'), JSON.stringify(about));
  return folder;
}

test('none, unless one is named; on the embedded cloud the shipped one', () => {
  expect(chosen().found).toBeUndefined();
  expect(chosen({ isEmbedded: true }).found).toEqual({ recipe: 'llama.cpp', weights: 'shipped' });
});

test('a folder of weights, by llama.cpp or another recipe', () => {
  const model = weights({ name: 'min-modell', languages: ['sv'] });
  expect(chosen({ model })).toEqual({ found: { recipe: 'llama.cpp', weights: model }, said: [] });
  expect(chosen({ model, recipe: 'vllm' }).found?.recipe).toBe('vllm');
});

test('a model whose makers do not list Swedish is taken, and said to be so', () => {
  const { found, said } = chosen({ model: weights({ name: 'min-modell', languages: ['de'] }) });
  expect(found?.weights).toBe(folder);
  expect(said.join()).toContain('list de, not Swedish');
});

test.each([
  { given: { recipe: 'llama.cpp' }, says: '--with-analysis: also give --analysis-model DIR' },
  { given: { model: '/nonexistent' }, says: 'a folder with an about.json' },
  { given: { model: '/nonexistent', recipe: 'gpt' }, says: '"gpt" is none of' },
])('$given is refused', ({ given, says }) => {
  expect(() => chosen(given)).toThrow(says);
});
