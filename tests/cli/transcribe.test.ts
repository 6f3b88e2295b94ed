import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EngineEvent } from '../../core/transcript/engine-events.ts';
import { render } from '../../core/transcript/subtitles.ts';
import { textOf, type SubtitledTranscript } from '../../core/transcript/transcript.ts';
import { STAND_IN } from '../../ami/speaker-networks.ts';
import { PROJECT } from '../../computer/project.ts';
import { TranscriptBuilder } from '../../userdata/agent/transcript-builder.ts';
import { readSrt } from '../support/subtitle-files.ts';
import { sample, sampleFile, stereo } from '../support/samples.ts';

const AUDIO = path.dirname(sampleFile('demo.wav'));
const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-transcribe-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each run of the engine loads libraries and the model: a second or two on a busy computer. */
const RUN_MS = 60_000;

/** As npm starts it: in the project's root, told where the user is. */
function start(from: string, environment: Record<string, string> = {}) {
  const env = { ...process.env, INIT_CWD: from, ...environment };
  return { cwd: PROJECT, env, program: path.join(PROJECT, 'cli', 'run.mjs') };
}

function transcribe(
  files: string[],
  {
    from = AUDIO,
    input,
    environment,
  }: { from?: string; input?: Buffer; environment?: Record<string, string> } = {},
) {
  const { program, ...place } = start(from, environment);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'cli/transcribe.ts', ...files],
    { ...place, input: input ?? '', encoding: 'utf8', timeout: RUN_MS },
  );
  return { status, output: stdout, errors: stderr };
}

/** What was said on standard output, an event a line. */
function eventsOf(output: string): EngineEvent[] {
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => EngineEvent.parse(JSON.parse(line)));
}

/** The texts of the files, in the order in which they were transcribed; an error's code for an error. */
function textsOf(output: string): string[] {
  const texts: string[] = [];
  let segments = [];
  for (const event of eventsOf(output)) {
    if (event.event === 'segment') segments.push(event);
    if (event.event === 'error') texts.push(event.code);
    if (event.event === 'done') texts.push(textOf(segments));
    if (event.event === 'done') segments = [];
  }
  return texts;
}

/** The transcript that an instance would make of what the engine has said. */
function subtitled(output: string): SubtitledTranscript {
  const builder = new TranscriptBuilder({ words: false });
  for (const event of eventsOf(output)) {
    builder.add(event);
    if (event.event === 'done') return builder.complete({ jobId: 'job-1' }, event);
  }
  throw new Error('the engine did not say that it is done');
}

const DEMO = sample('demo.wav').text;
const SINGLE = sample('unseen0_single.wav').text;

describe('files on this computer', () => {
  test('are transcribed one after the other, by their paths from where npm was called', () => {
    const { status, output } = transcribe(['demo.wav', './unseen0_single.wav', '--words']);
    expect(textsOf(output)).toEqual([DEMO, SINGLE]);
    const words = eventsOf(output).flatMap((event) =>
      event.event === 'segment' ? (event.words ?? []) : [],
    );
    expect(words.map(({ word }) => word).join(' ')).toBe(`${DEMO} ${SINGLE}`);
    expect(status).toBe(0);
  });

  test('that are missing are told, and the others are transcribed', () => {
    const { status, output, errors } = transcribe([
      'demo.wav',
      'no such.wav',
      'unseen0_single.wav',
    ]);
    expect(textsOf(output)).toEqual([DEMO, 'AudioUnreadable', SINGLE]);
    expect(errors).toContain('Not transcribed: no such.wav (exit status 10).');
    expect(status).toBe(10);
  });

  test('are all tried, and all told, where the engine crashes on each', () => {
    const given = ['demo.wav', 'unseen0_single.wav', '--device', 'cuda'];
    const { status, output, errors } = transcribe(given, {
      environment: { CUDA_VISIBLE_DEVICES: '' },
    });
    expect(textsOf(output)).toEqual(['EngineCrashed', 'EngineCrashed']);
    expect(errors).toContain(
      'Not transcribed: demo.wav (exit status 1), unseen0_single.wav (exit status 1).',
    );
    expect(status).toBe(1);
  });

  test('may come on standard input', () => {
    const input = readFileSync(sampleFile('unseen0_single.wav'));
    expect(textsOf(transcribe(['-'], { input }).output)).toEqual([SINGLE]);
  });

  test('become documents where the user is, the same that a job gives', () => {
    const file = path.basename(stereo({ left: 'news.wav', right: 'demo_f2.wav' }, folder));
    const documents = ['--formats', 'txt,srt,vtt', '--out', 'documents'];
    const given = [file, '--channels', 'split', ...documents];
    const { status, output } = transcribe(given, { from: folder });
    const written = (format: string) =>
      readFileSync(path.join(folder, 'documents', `stereo.${format}`), 'utf8');

    expect(status).toBe(0);
    expect(readSrt(written('srt')).length).toBeGreaterThan(3);
    const heard = subtitled(output);
    for (const format of ['txt', 'srt', 'vtt'] as const) {
      expect(written(format)).toBe(render(heard, format));
    }
  });

  test('say who speaks, as those of a job', () => {
    const file = path.basename(stereo({ left: 'news.wav', right: 'news.wav' }, folder));
    const documents = ['--formats', 'json,txt,srt,vtt', '--out', 'spoken'];
    const asked = ['--channels', 'split', '--speakers=auto', '--speaker-models', STAND_IN];
    const { status, output } = transcribe([file, ...asked, ...documents], { from: folder });
    const written = (format: string) =>
      readFileSync(path.join(folder, 'spoken', `stereo.${format}`), 'utf8');

    expect(status).toBe(0);
    const heard = subtitled(output);
    expect(heard.transcript.segments.every(({ speaker }) => speaker === 'S1')).toBe(true);
    expect(heard.transcript.text).toBe(sample('news.wav').text); // once, of both sides
    for (const format of ['txt', 'srt', 'vtt'] as const) {
      expect(written(format)).toBe(render(heard, format, { speakers: format !== 'srt' }));
    }
    expect(JSON.parse(written('json'))).toMatchObject({
      text: heard.transcript.text,
      speakers: heard.transcript.speakers,
      flags: ['dual_mono'],
    });
  });

  test('are without speakers where the networks are missing, and say why', () => {
    const asked = ['--speakers', '2', '--speaker-models', folder];
    const { status, output } = transcribe(['demo.wav', ...asked]);
    expect(textsOf(output)).toEqual([DEMO]);
    expect(eventsOf(output)).toContainEqual({
      event: 'speakers',
      speakers: [],
      unavailable: expect.stringContaining('not installed'),
    });
    expect(status).toBe(0);
  });
});

describe('what is there stays there', () => {
  const from = mkdtempSync(path.join(folder, 'kept-'));
  for (const name of ['call.wav', 'call.mp3', 'a.txt', 'b.wav']) {
    copyFileSync(sampleFile('unseen0_single.wav'), path.join(from, name));
  }
  const names = () => readdirSync(from, { recursive: true }).sort();

  test.each([
    ['two would be one document', ['call.wav', 'call.mp3', '--out', 'o'], 'call.mp3 would both'],
    ['a recording would be replaced', ['b.wav', 'a.txt'], 'which is the audio file a.txt'],
    ['a single one, too', ['a.txt'], 'which is the audio file a.txt'],
    ['one checkpoint for two', ['call.wav', 'b.wav', '--resume', 'c'], 'given for 2 audio files'],
  ])('%s: refused before the first is transcribed', (_, given, sentence) => {
    const before = names();
    const { status, output } = transcribe([...given, '--formats', 'txt'], { from });
    expect(eventsOf(output)).toEqual([
      expect.objectContaining({ event: 'error', message: expect.stringContaining(sentence) }),
    ]);
    expect(status).toBe(2);
    expect(names()).toEqual(before);
  });

  test('names with dots are names of their own', () => {
    const dated = ['Möte 2024.03.12', 'Möte 2024.03.13'];
    for (const name of dated) {
      copyFileSync(sampleFile('unseen0_single.wav'), path.join(from, name));
    }
    const { status } = transcribe([...dated, '--formats', 'txt', '--out', 'o'], { from });
    expect(readdirSync(path.join(from, 'o'))).toEqual(dated.map((name) => `${name}.txt`));
    expect(status).toBe(0);
  });
});

describe('the options', () => {
  test('are the engine’s: what it does not know, it says', () => {
    const { status, errors } = transcribe(['demo.wav', '--lingo', 'sv']);
    expect(errors).toMatch(/usage: .*--lingo/s);
    expect(status).toBe(2);
  });

  test('may name a model of one’s own', () => {
    const { status, output } = transcribe(['demo.wav', '--model', folder]);
    expect(textsOf(output)).toEqual(['ModelDamaged']);
    expect(status).toBe(20);
  });

  test('are told by --help', () => {
    const { status, output } = transcribe(['--help']);
    expect(output).toMatch(/npm run transcribe -- FILE.*--language.*exit status/s);
    expect(status).toBe(0);
  });

  test.each([[[]], [['--words', 'demo.wav']]])('%j: without a file, nothing is done', (given) => {
    const { status, output, errors } = transcribe(given);
    expect(errors).toMatch(/^Which file\? Name the files first.*npm run transcribe -- FILE/s);
    expect(output).toBe('');
    expect(status).toBe(2);
  });
});

describe('./spotscribe', () => {
  test('is the same from any folder, also by a link on the PATH', () => {
    const link = path.join(folder, 'spotscribe');
    symlinkSync(path.join(PROJECT, 'spotscribe'), link);
    const { status, stdout } = spawnSync(link, ['unseen0_single.wav'], {
      cwd: AUDIO,
      // As within a script of npm that was called elsewhere
      env: { ...process.env, INIT_CWD: folder },
      encoding: 'utf8',
      timeout: RUN_MS,
    });
    expect(textsOf(stdout)).toEqual([SINGLE]);
    expect(status).toBe(0);
  });
});

/** The packages' own Node runs a program in its own process; another one starts that Node. */
function anotherNode(): string {
  const file = path.join(folder, 'another-node');
  copyFileSync(process.execPath, file);
  return file;
}

test.each([
  ['the packages’ Node', () => process.execPath],
  ['another Node', anotherNode],
])('told to end on %s, it takes the engine with it', async (_, node) => {
  const { program, ...place } = start(AUDIO);
  const run = spawn(node(), [program, 'cli/transcribe.ts', '-', 'demo.wav'], {
    ...place,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of run.stdout) {
    if (output === '') run.kill('SIGTERM');
    output += String(chunk);
  }
  // Its standard output is closed: nobody is left who could write to it.
  if (run.exitCode === null) await once(run, 'exit');
  expect(textsOf(output)).toEqual([]);
  expect(run.exitCode).toBe(143);
});
