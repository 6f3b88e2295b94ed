/** `ami/provision.sh --with-analysis`, with a recipe that installs nothing and a program that only answers. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureTinyLlm } from '../../ami/tiny-llm.ts';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { AnalysisProgram } from '../../core/analysis/program.ts';
import { sha256 } from '../ami/hub.ts';

const RECIPE = path.join(import.meta.dirname, 'a-recipe');

let folder: string;
let weights: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-provision-'));
  const python = await ensurePython(() => undefined, ['engine']);
  weights = readFileSync(path.join(await ensureTinyLlm(python), 'tiny-llm.gguf'));
  mkdirSync(`${folder}/engine/fast_transcribe`, { recursive: true });
  writeFileSync(`${folder}/engine/fast_transcribe/__init__.py`, '');
  writeFileSync(`${folder}/engine/fast_transcribe/__main__.py`, '');
  writeFileSync(`${folder}/engine/requirements.txt`, '# nothing\n');
  mkdirSync(`${folder}/model`);
  writeFileSync(`${folder}/model/manifest.json`, '{"name": "a-model"}');
  for (const file of ['agent.mjs', 'sample.wav']) writeFileSync(`${folder}/${file}`, '');
  mkdirSync(`${folder}/root`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const home = () => `${folder}/root/opt/spotscribe`;
const analysis = () => `${home()}/analysis`;

const ABOUT = { name: 'a-llm', languages: ['sv'], contextTokens: 4096 };

beforeEach(() => {
  rmSync(`${folder}/llm`, { recursive: true, force: true });
  mkdirSync(`${folder}/llm`);
  writeFileSync(`${folder}/llm/a-llm.gguf`, weights);
  writeFileSync(`${folder}/llm/about.json`, JSON.stringify(ABOUT));
});

function provision(...more: string[]) {
  const given = [
    ...['--root', `${folder}/root`, '--node', process.execPath],
    ...['--agent', `${folder}/agent.mjs`, '--engine', `${folder}/engine`],
    ...['--model', `${folder}/model`, '--sample', `${folder}/sample.wav`],
  ];
  const program = path.join(PROJECT, 'ami/provision.sh');
  const { status, stdout, stderr } = spawnSync(program, [...given, ...more]);
  return { status, output: `${stdout.toString()}${stderr.toString()}` };
}

const withAnalysis = () =>
  provision('--with-analysis', RECIPE, '--analysis-model', `${folder}/llm`);

describe('an image with a language model', () => {
  test('describes its program, and is tried', () => {
    const { status, output } = withAnalysis();
    expect(output).toContain('answers with the model a-llm.');
    expect(status).toBe(0);

    const program: unknown = JSON.parse(readFileSync(`${analysis()}/program.json`, 'utf8'));
    expect(AnalysisProgram.parse(program)).toMatchObject({
      name: 'a-recipe',
      model: 'a-llm',
      modelPath: 'model/a-llm.gguf',
      files: { 'model/a-llm.gguf': sha256(weights) },
      languages: ['sv'],
      contextTokens: 4096,
      command: expect.arrayContaining(['{home}/model/a-llm.gguf', '{port}', '{device}']),
      // 2 layers, 2 heads of 16 keys and 16 values, 2 bytes each
      memory: { weightsBytes: weights.length, cacheBytesPerToken: 256, workspaceBytes: 1000 },
    });
    const manifest = readFileSync(`${home()}/manifest.json`, 'utf8');
    expect(manifest).toContain('"analysis/model/a-llm.gguf"');
    expect(manifest).not.toContain('analysis/venv');
  });

  test.each([
    [
      'is no GGUF',
      () => writeFileSync(`${folder}/llm/a-llm.gguf`, 'rubbish'),
      'is not a GGUF file',
    ],
    [
      'is cut off in its head',
      () => writeFileSync(`${folder}/llm/a-llm.gguf`, weights.subarray(0, 3000)),
      'is cut off or damaged',
    ],
    ['is missing', () => rmSync(`${folder}/llm/a-llm.gguf`), 'There is no file .gguf'],
    [
      'has no name for jobs',
      () => writeFileSync(`${folder}/llm/about.json`, '{"name": "a b", "contextTokens": 4096}'),
      'is no name that jobs can ask for',
    ],
    [
      'has too short a context',
      () => writeFileSync(`${folder}/llm/about.json`, '{"name": "ab", "contextTokens": 4}'),
      'is no number of at least 512 tokens',
    ],
    [
      'answers out of the schema',
      () => renameSync(`${folder}/llm/a-llm.gguf`, `${folder}/llm/rubbish.gguf`),
      'not by the schema',
    ],
  ])('is not made if the model %s', (_, damage, sentence) => {
    damage();
    const { status, output } = withAnalysis();
    expect(status).toBe(2);
    expect(output).toContain(sentence);
    expect(existsSync(`${home()}/.setup_complete`)).toBe(false);
  });

  test('loses it when it is made again without', () => {
    expect(existsSync(analysis())).toBe(true);
    expect(provision().status).toBe(0);
    expect(existsSync(analysis())).toBe(false);
    expect(existsSync(`${home()}/.setup_complete`)).toBe(true);
  });
});
