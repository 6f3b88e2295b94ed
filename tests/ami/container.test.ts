/**
 * The container's recipe, without a program that builds containers: its scripts with stand-ins for Debian's
 * programs, and its content, made and started as its entry point says. `npm run ami -- rehearse container`
 * follows the whole recipe in a root of Debian.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeContext } from '../../ami/container/context.ts';
import { entryPoint } from '../../ami/container/recipe.ts';
import { CONTAINER, containerLines } from '../../ami/container/rehearsed-container.ts';
import { ensureMicroModel } from '../../ami/micro-model.ts';
import { HUGGING_FACE } from '../../ami/model-source.ts';
import { SHIPPED_SAMPLE, shippedText } from '../../ami/plan.ts';
import { MOST_WRONG_WORDS, wordErrorRate } from '../../ami/verdict.ts';
import { isGroupAlive } from '../../computer/process-group.ts';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { customAttributes, InvocationAnswer } from '../../core/machines/sagemaker/messages.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { makeBase } from '../../local/base-image.ts';
import { ensureImage } from '../../local/image.ts';
import { Container } from '../../local/sagemaker/container.ts';
import { Watchdog } from '../../local/watchdog.ts';
import { DebianRoot, installed } from './debian-root.ts';

const recipe = readFileSync(path.join(PROJECT, 'ami/container/Containerfile'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-container-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the system', () => {
  let root: DebianRoot;
  beforeEach(() => {
    root = new DebianRoot();
    for (const name of ['groupadd', 'useradd']) root.program(name, '');
  });
  afterEach(() => root[Symbol.dispose]());

  test('has Python, and the user of the engine under the id that the recipe names', () => {
    const { status, calls } = root.run('container/system.sh');
    expect(status).toBe(0);
    expect(installed(calls)).toEqual(['ca-certificates', 'python3', 'python3-venv']);
    const [, uid, gid] = /SPOTSCRIBE_ENGINE_USER=(\d+):(\d+)/.exec(recipe) ?? [];
    expect(calls).toContain(`groupadd --system --gid ${gid} spotscribe-engine`);
    expect(calls.at(-1)).toMatch(new RegExp(`^useradd --system --uid ${uid} --gid ${gid} `));
  });

  test('is of the release of the machine image', () => {
    root.write('etc/os-release', 'ID=debian\nVERSION_CODENAME=bookworm\n');
    const { status, stderr } = root.run('container/system.sh');
    expect(status).toBe(2);
    expect(stderr).toContain('The base is not Debian 13');
  });

  test('finds cuBLAS where it lies in the container, and not where it was made', () => {
    const python =
      'mkdir -p "$ROOT/opt/spotscribe/venv/lib/python3.13/site-packages/nvidia/cublas/lib"';
    root.executable('opt/spotscribe/venv/bin/python', python);
    const script = `source ${PROJECT}/ami/cublas.sh; install_cublas "$ROOT"`;
    const env = { PATH: '/usr/bin:/bin', ROOT: root.path };
    expect(spawnSync('bash', ['-ec', script], { env }).status).toBe(0);
    const found = '/opt/spotscribe/venv/lib/python3.13/site-packages/nvidia/cublas/lib\n';
    expect(root.read('etc/ld.so.conf.d/spotscribe.conf')).toBe(found);
    expect(root.read('calls')).toContain('--require-hashes');
  });
});

describe('the recipe', () => {
  test('starts the agent as SageMaker calls it, on a port that SageMaker may choose', () => {
    expect(entryPoint()).toEqual([
      ...['/opt/spotscribe/bin/node', '/opt/spotscribe/agent/agent.mjs', 'serve'],
    ]);
    expect(recipe).toContain(
      '\nLABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true\n',
    );
  });

  test('has no secret, and takes nothing of the computer that builds it', () => {
    expect(recipe).not.toMatch(/KEY|SECRET|TOKEN|--mount/i);
    const taken = [...recipe.matchAll(/^(?:COPY|ADD) (?!--from)(.*) \S+$/gm)];
    expect(taken.flatMap(([, files = '']) => files.split(' '))).toEqual([
      ...['apt.sh', 'system.sh', 'task.tgz'],
    ]);
  });
});

test('its content answers as SageMaker asks, started by its entry point', async () => {
  const python = await ensurePython(() => undefined);
  const image = await ensureImage(python, () => undefined);
  const [context, task] = [path.join(folder, 'context'), path.join(folder, 'task')];
  const sha256 = createHash('sha256').update(readFileSync(process.execPath)).digest('hex');
  await makeContext(context, {
    node: { file: process.execPath, sha256 },
    models: [{ directory: await ensureMicroModel(python) }],
    ...{ hub: HUGGING_FACE, sample: SHIPPED_SAMPLE },
  });
  expect(readdirSync(context).toSorted()).toEqual([
    ...['Containerfile', 'apt.sh', 'system.sh', 'task.tgz'],
  ]);
  mkdirSync(task);
  spawnSync('tar', ['-xzf', path.join(context, 'task.tgz'), '-C', task]);
  // As a system with Python, whose packages provision.sh finds installed.
  const content = makeBase(path.join(folder, 'content'), image);

  const made = spawnSync('bash', [`${task}/ami/container/content.sh`, content, 'no'], {
    env: { PATH: '/usr/bin:/bin', HOME: folder },
    encoding: 'utf8',
  });

  expect(made.stderr).toBe('');
  expect(made.status).toBe(0);
  await expectAnswers(content);
});

/** Starts the container's program with the shipped model. */
async function expectAnswers(content: string): Promise<void> {
  const root = path.join(folder, 'root');
  mkdirSync(root);
  const watchdog = new Watchdog();
  const at = { id: 'container-test', root, image: content, environment: {}, watchdog };
  const container = await Container.start(at);
  try {
    await container.healthy();
    const options = {
      model: DEFAULT_MODEL,
      language: 'sv',
      words: false,
      channels: 'mix',
    } as const;
    const answer = await fetch(`${container.url}/invocations`, {
      method: 'POST',
      headers: {
        'content-type': 'audio/wav',
        'x-amzn-sagemaker-custom-attributes': customAttributes({ ...options, formats: ['json'] }),
      },
      body: readFileSync(SHIPPED_SAMPLE),
    });
    expect(answer.status).toBe(200);
    const { documents, result } = InvocationAnswer.parse(await answer.json());
    const { text } = Transcript.parse(JSON.parse(documents['transcript.json']));
    expect(wordErrorRate(shippedText(), text)).toBeLessThan(MOST_WRONG_WORDS);
    expect(result.phases.firstSegment).not.toBeNull();
    expect(documents['waveform.json']).toBeDefined();
  } finally {
    await container.stop();
    watchdog.dismiss();
  }
  expect(isGroupAlive(container.processGroup ?? NaN)).toBe(false);
}

describe('a rehearsal', () => {
  const engine = { version: '1', device: 'cpu', computeType: 'int8' };
  const time = '2026-11-30T12:00:00.000Z';
  const transcript = {
    ...{ jobId: 'local', text: shippedText(), language: 'sv', languageProbability: 1 },
    ...{ durationSeconds: 9, confidence: 1, segments: [], model: 'micro-whisper', engine },
    ...{ timings: {}, complete: true },
  };
  const told = (more: object = {}, text = shippedText()) =>
    CONTAINER.parse({
      ...{ seconds: 2.5, before: [0, 503], engineUsers: [970], exit: 0 },
      answer: {
        version: 1,
        result: {
          ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1 },
          ...{ durationSeconds: 9, truncated: false, engine, engineSeconds: 1.5 },
          audio: { bytes: 10, sha256: '0'.repeat(64) },
          phases: {
            ...{ booted: time, claimed: time, modelReady: time, audioReady: time },
            ...{ firstSegment: time, transcribed: time, written: time },
          },
        },
        documents: {
          'transcript.json': JSON.stringify({ ...transcript, text }),
          ...{ 'transcript.txt': '', 'transcript.srt': '', 'transcript.vtt': '' },
        },
      },
      ...more,
    });

  test('tells how the container answered', () => {
    expect(containerLines(told(), shippedText())).toEqual([
      '/ping answered with 200 after 2.5 s.',
      expect.stringContaining('with micro-whisper on cpu int8, in 1.5 s.'),
      'The engine had the user 970, and SIGTERM ended the program with 0.',
    ]);
  });

  test.each([
    ['hears something else', told({}, 'hej'), 'It heard "hej"'],
    ['runs the engine as root', told({ engineUsers: [0, 970] }), 'runs as root'],
    ['is not healthy in another way', told({ before: [500] }), '/ping'],
    ['does not end', told({ exit: 137 }), 'status 137 after SIGTERM'],
  ])('fails if it %s', (_, container, sentence) => {
    expect(() => containerLines(container, shippedText())).toThrow(sentence);
  });
});
