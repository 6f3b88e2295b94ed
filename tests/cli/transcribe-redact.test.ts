/** Redacted copies on this computer, beside the documents of `npm run transcribe`. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { askedRedaction, withoutRedact } from '../../cli/transcribe-redact.ts';
import { PROJECT } from '../../computer/project.ts';
import { Found } from '../../core/redaction/found.ts';
import { render } from '../../core/transcript/subtitles.ts';
import { sampleFile } from '../support/samples.ts';
import { transcriptOf } from '../unit/redaction/planted.ts';

const RUN_MS = 60_000;
const all = mkdtempSync(path.join(tmpdir(), 'spotscribe-redact-'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(all, 'run-'));
});
afterAll(() => rmSync(all, { recursive: true }));

function transcribe(...words: string[]) {
  const program = path.join(PROJECT, 'cli', 'run.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, 'cli/transcribe.ts', ...words], {
    ...{ cwd: PROJECT, env: { ...process.env, INIT_CWD: folder } },
    ...{ encoding: 'utf8', timeout: RUN_MS },
  });
  return { status, errors: stderr };
}

const read = (...names: string[]) => readFileSync(path.join(folder, ...names), 'utf8');

/** What Python would say of the document's name. */
const run = ([, , audio = '', out = '']: string[]) => {
  return { status: 0, output: `${out}/${path.parse(audio).name}.json\n` };
};

/** Documents as the engine writes them. */
function written(name: string, texts: string[]): void {
  const made = transcriptOf(texts);
  const { jobId: _, ...document } = made.transcript;
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(document));
  writeFileSync(path.join(folder, `${name}.srt`), render(made, 'srt'));
}

describe('a recording with --redact', () => {
  test('has its copy and its sound in a folder of their own, and the key in another', () => {
    const { status } = transcribe(
      ...[sampleFile('demo.wav'), '--formats', 'json,txt,srt', '--out', 'out'],
      ...['--redact', '{"style": "tag", "audio": true}'],
    );
    expect(status).toBe(0);
    expect(readdirSync(path.join(folder, 'out', 'redacted')).sort()).toEqual([
      ...['demo.json', 'demo.m4a', 'demo.srt', 'demo.txt'],
    ]);
    // Nothing in it tells who someone is.
    for (const format of ['txt', 'srt']) {
      const copy = read('out', 'redacted', `demo.${format}`);
      expect(copy.trim()).toBe(read('out', `demo.${format}`).trim());
    }
    const copy: unknown = JSON.parse(read('out', 'redacted', 'demo.json'));
    expect(copy).toEqual(JSON.parse(read('out', 'demo.json')));
    for (const name of ['demo.json', 'demo.found.json']) {
      const { mode } = statSync(path.join(folder, 'out', 'redaction-keys', name));
      expect(mode & 0o077).toBe(0);
    }
  });

  test('has no original in its copy, and the same pseudonyms as others of the command', () => {
    written('first', ['Sedan ringde Anna Lindqvist.', 'Numret är 811218-9876.']);
    written('second', ['Det är Annas väska.']);
    const words = ['--formats', 'json,srt,txt', '--redact=all', '--out', folder];
    const redacting = askedRedaction(words);
    const told = ['first.wav', 'second.wav'].map((audio) =>
      redacting?.copy(audio, { here: folder, run }),
    );
    expect(told).toEqual([
      'first.wav: 2 places replaced in the copy in redacted; the originals are in redaction-keys.',
      'second.wav: 1 place replaced in the copy in redacted; the originals are in redaction-keys.',
    ]);
    for (const format of ['json', 'txt', 'srt']) {
      const copy = read('redacted', `first.${format}`);
      expect(copy).not.toMatch(/Anna|Lindqvist|811218|9876/);
    }
    const [, name = ''] = /ringde (\S+) /.exec(read('redacted', 'first.txt')) ?? [];
    expect(name).not.toBe('');
    expect(read('redacted', 'second.txt').trim()).toBe(`Det är ${name}s väska.`);
    const key = JSON.parse(read('redaction-keys', 'first.json')) as Record<string, string>;
    expect(key[name]).toBe('Anna');
    const found = Found.array().parse(JSON.parse(read('redaction-keys', 'first.found.json')));
    expect(found.map(({ text }) => text)).toEqual(['Anna Lindqvist', '811218-9876']);
  });
});

test.each([
  [['--redact', 'all'], 'needs json among --formats'],
  [['--redact', 'names', '--formats', 'json'], 'Invalid option'],
  [['--redact', '{"keepOriginal": false}', '--formats', 'json'], 'keepOriginal cannot be false'],
])('%j is refused, and nothing is transcribed', (words, why) => {
  const { status, errors } = transcribe(sampleFile('demo.wav'), ...words);
  expect(status).toBe(2);
  expect(errors).toContain(why);
  expect(existsSync(path.join(folder, 'demo.json'))).toBe(false);
});

test('the engine gets the other options, and hears words for the times of what is found', () => {
  const words = ['--out', 'a', '--redact', 'all', '--formats=json', '--redact=name'];
  expect(withoutRedact(words)).toEqual(['--out', 'a', '--formats=json', '--words']);
  expect(withoutRedact(['--words', '--redact', 'all'])).toEqual(['--words']);
});
