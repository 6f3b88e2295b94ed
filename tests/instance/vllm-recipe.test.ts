/** How the recipes vllm and voxtral start vLLM, which is a stand-in here that says how it was called. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { findPython } from '../../computer/python-venv.ts';

const GB = 1_000_000_000;
/** For a GPU with 20 GB. */
const MEMORY = { weightsBytes: 6 * GB, cacheBytesPerToken: 100_000, workspaceBytes: 2.5 * GB };
const NVML = `
from types import SimpleNamespace
nvmlInit = lambda: None
nvmlDeviceGetHandleByIndex = lambda index: index
nvmlDeviceGetMemoryInfo = lambda handle: SimpleNamespace(total=20 * ${GB})
`;

let home: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'spotscribe-vllm-'));
  cpSync(path.join(PROJECT, 'ami/analysis/vllm/serve.py'), path.join(home, 'serve.py'));
  writeFileSync(path.join(home, 'program.json'), JSON.stringify({ memory: MEMORY }));
  writeFileSync(path.join(home, 'pynvml.py'), NVML);
  const told = 'printf "%s\\n" "$@"';
  writeFileSync(path.join(home, 'vllm'), `#!/bin/sh\n${told}\n`, { mode: 0o755 });
  const python = spawnSync(await findPython(), ['-c', 'import sys; print(sys.executable)']);
  symlinkSync(python.stdout.toString().trim(), path.join(home, 'python'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** The command of a recipe, as the agent fills it in. */
function started(recipe: string): string[] {
  const file = path.join(PROJECT, 'ami/analysis', recipe, 'recipe.json');
  const { command } = z
    .object({ command: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const known = { weights: 'model', name: 'a-llm', port: '8123', context: '10000', home };
  const [, ...args] = command.map((part) =>
    Object.entries(known).reduce((text, [name, value]) => text.replace(`{${name}}`, value), part),
  );
  const { status, stdout } = spawnSync(path.join(home, 'python'), args, { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.trim().split('\n');
}

test('vLLM serves on loopback, one question at a time, with the planned share of the GPU', () => {
  const called = started('vllm').join(' ');
  expect(called).toContain(`serve ${home}/model --served-model-name a-llm`);
  expect(called).toContain('--host 127.0.0.1 --port 8123');
  expect(called).toContain('--max-model-len 10000 --max-num-seqs 1');
  // 6 + 2.5 GB, 10000 tokens of 100 kB, and 0.5 GB for CUDA, of 20
  expect(called).toContain('--gpu-memory-utilization 0.5000');
  expect(called).not.toContain('mistral');
});

test("Voxtral has Mistral's own format", () => {
  expect(started('voxtral').join(' ')).toContain(
    '--tokenizer-mode mistral --config-format mistral --load-format mistral',
  );
});
