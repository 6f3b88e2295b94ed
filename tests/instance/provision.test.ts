import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const PROVISION = fileURLToPath(new URL('../../ami/provision.sh', import.meta.url));
const FAKE_ENGINE = fileURLToPath(new URL('./fake-engine', import.meta.url));

/** Can be asked for help; reads one file of its model when there is something to transcribe. */
const ENGINE = `
import pathlib, sys
if sys.argv[1:] == ["--help"]:
    print("usage")
else:
    print('{"event": "ready"}', flush=True)
    if sys.stdin.readline():
        pathlib.Path(sys.argv[-1], "late.bin").read_bytes()
`;

const Manifest = z.object({
  versions: z.object({ node: z.string(), python: z.string() }),
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string().length(64) })),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/spotscribe-provision-`);
  await cp(FAKE_ENGINE, `${folder}/engine`, { recursive: true });
  await writeFile(`${folder}/engine/fast_transcribe/__main__.py`, ENGINE);
  await writeFile(`${folder}/engine/requirements.txt`, '');
  await mkdir(`${folder}/model`);
  await writeFile(`${folder}/model/manifest.json`, '{}');
  await writeFile(`${folder}/model/late.bin`, 'read by the first transcription');
  await writeFile(`${folder}/model/unread.bin`, 'read by none');
  await writeFile(`${folder}/sample.wav`, '');
  await writeFile(`${folder}/agent.mjs`, 'process.exit(0);\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The second lies under its name, is in the manifest, and is not read at boot. */
async function expectSeveralModels(home: string, again: typeof provision): Promise<void> {
  const models = ['first', 'second'].map((name) => `${folder}/${name}`);
  for (const model of models) {
    await cp(`${folder}/model`, model, { recursive: true });
    await writeFile(`${model}/manifest.json`, `{"name": "${path.basename(model)}"}`);
  }
  expect(again({}, models)).toMatchObject({ status: 0 });
  const { files } = Manifest.parse(JSON.parse(await readFile(`${home}/manifest.json`, 'utf8')));
  expect(Object.keys(files)).toContain('models/second/late.bin');
  expect(await readFile(`${home}/model/manifest.json`, 'utf8')).toContain('first');
  expect(await readFile(`${home}/reading-list.txt`, 'utf8')).not.toContain('models/');

  expect(again({}, [`${folder}/first`, `${folder}/first`]).output).toContain('have the same name');
}

/** @param models in place of the one */
function provision(changed: Record<string, string | undefined> = {}, models?: string[]) {
  const options: Record<string, string | undefined> = {
    '--root': `${folder}/root`,
    '--node': process.execPath,
    '--agent': `${folder}/agent.mjs`,
    '--engine': `${folder}/engine`,
    '--model': `${folder}/model`,
    '--sample': `${folder}/sample.wav`,
    ...changed,
  };
  const given = Object.entries(options)
    .filter(([name, value]) => value !== undefined && !(models && name === '--model'))
    .concat((models ?? []).map((model) => ['--model', model]));
  const { status, stdout, stderr } = spawnSync(PROVISION, given.flat().map(String));
  return { status, output: `${stdout.toString()}${stderr.toString()}` };
}

describe('an argument that is wrong', () => {
  test.each([
    ['--root', undefined, '--root is missing'],
    ['--root', '/no/such/place', 'there is no directory'],
    ['--node', undefined, 'give the path of a Node 24 binary'],
    ['--node', '/bin/false', 'is not Node 24 or newer'],
    ['--agent', '/no/agent.mjs', 'give the path of the bundled agent.mjs'],
    ['--engine', '/tmp', 'give the folder that holds fast_transcribe'],
    ['--model', '/tmp', 'give a model directory with a manifest.json'],
    ['--sample', undefined, 'give a file of speech'],
    ['--requirements', '/no/file', 'there is no file /no/file'],
    ['--names', '/tmp', '--names: give a folder with a manifest.json'],
    ['--with-analysis', 'llama', 'there is no recipe "llama"'],
    ['--with-analysis', 'llama.cpp', 'give a folder of weights with an about.json'],
    ['--analysis-model', '/tmp', 'there is no recipe ""'],
    ['--python', '/bin/false', 'is not Python 3.10 or newer'],
    ['--colour', 'red', 'Unknown argument --colour'],
  ])('%s %s', async (name, value, sentence) => {
    await mkdir(`${folder}/root`, { recursive: true });
    const { status, output } = provision({ [name]: value });
    expect(status).toBe(2);
    expect(output).toContain(sentence);
    expect(existsSync(`${folder}/root/opt`)).toBe(false);
  });
});

describe('an image', () => {
  test('is made, kept when made again, and has no marker while it is not whole', async () => {
    const home = `${folder}/image/opt/spotscribe`;
    await mkdir(`${folder}/image`);
    const again = (changed = {}, models?: string[]) =>
      provision({ '--root': `${folder}/image`, ...changed }, models);

    expect(again()).toMatchObject({ status: 0 });
    const manifest = Manifest.parse(JSON.parse(await readFile(`${home}/manifest.json`, 'utf8')));
    expect(manifest.versions.node).toBe(process.versions.node);
    expect(Object.keys(manifest.files)).toEqual([
      'agent/agent.mjs',
      'bin/node',
      'engine/fast_transcribe/__init__.py',
      'engine/fast_transcribe/__main__.py',
      'engine/requirements.txt',
      'machine/agent-ended.sh',
      'machine/prefetch.py',
      'machine/spotscribe-agent.service',
      'machine/spotscribe-pool.service',
      'machine/spotscribe-prefetch.service',
      'model/late.bin',
      'model/manifest.json',
      'model/unread.bin',
    ]);
    const marker = spawnSync('sha256sum', ['--check', '--status', '.setup_complete'], {
      cwd: home,
    });
    expect(marker.status).toBe(0);

    const readingList = await readFile(`${home}/reading-list.txt`, 'utf8');
    expect(readingList).toMatch(/^0 \d+ bin\/node\n/);
    expect(readingList).toMatch(/^0 \d+ agent\/agent.mjs$/m);
    expect(readingList).toMatch(/^0 \d+ model\/late.bin$/m);
    expect(readingList).not.toContain('unread.bin');

    const { ino } = await stat(`${home}/venv/pyvenv.cfg`);
    expect(again().output).toContain('The Python packages are already there: venv.');
    expect((await stat(`${home}/venv/pyvenv.cfg`)).ino).toBe(ino);

    await expectSeveralModels(home, again);

    await appendFile(`${folder}/engine/fast_transcribe/__main__.py`, 'raise SystemExit(3)\n');
    const broken = again();
    expect(broken.status).toBe(2);
    expect(broken.output).toContain('The engine does not start from the new image');
    expect(existsSync(`${home}/.setup_complete`)).toBe(false);
    expect(existsSync(`${home}/models`)).toBe(false);
  });
});
