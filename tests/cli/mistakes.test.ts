/** What commands say to a mistake on their line: one sentence and exit status 2, before anything is done. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';

const RUN_MS = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-mistakes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** No credentials are found, wherever the SDK looks. */
const NO_CREDENTIALS = {
  ...{ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
};

/** As npm runs it for a user in the folder, without AWS credentials. */
function command(file: string, ...words: string[]) {
  const program = path.join(PROJECT, 'cli', 'run.mjs');
  const place = { INIT_CWD: folder, AWS_REGION: 'eu-north-1' };
  const { status, stderr } = spawnSync(process.execPath, [program, file, ...words], {
    ...{ cwd: PROJECT, env: { ...process.env, ...NO_CREDENTIALS, ...place } },
    ...{ encoding: 'utf8', timeout: RUN_MS },
  });
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('· '));
  return { status, said: said[0] };
}

test.each([
  ['cli/verify.ts', ['r.json', '--key', 'k'], 'r.json cannot be read: no such file or directory.'],
  ['cli/verify.ts', ['.', '--key', 'k'], '. cannot be read: illegal operation on a directory.'],
  [
    'cli/verify.ts',
    ['r.json', '--url', 'example'],
    '--url: example is no address: it begins with https:// or http://.',
  ],
  ['cli/verify.ts', ['r.json', '--keys', 'k'], "Unknown option '--keys'."],
  ['cli/retention.ts', ['set', 'anna'], 'Give --audio-days, --transcript-days or both.'],
  [
    'cli/retention.ts',
    ['set', 'anna', '--audio-days', '31'],
    '--audio-days: at most 30: the bucket keeps nothing longer.',
  ],
  [
    'cli/retention.ts',
    ['set', 'anna', '--transcript-days', 'all'],
    '--transcript-days: whole days.',
  ],
  ['cli/retention.ts', ['toString'], 'There are three commands: list, set, remove.'],
  ['cli/budgets.ts', ['--region', '?'], 'There are three commands: list, set, remove.'],
  ['cli/receipt-keys.ts', [], 'There are three commands: create, list, rotate.'],
  ['cli/keys.ts', ['make'], 'There are four commands: create, list, rotate, revoke.'],
  ['cli/openapi.ts', ['--check'], "Unknown option '--check'"],
  ['cli/lock-python.ts', ['--all'], "Unknown option '--all'."],
  ['local/demo.ts', ['a.wav', 'b.wav'], 'The demo transcribes one file.'],
])('%s %j', (file, words, sentence) => {
  expect(command(file, ...words)).toEqual({ status: 2, said: sentence });
});

test.each(['budgets', 'retention', 'keys', 'receipt-keys', 'dlq', 'model'])(
  '%s without credentials says how to sign in',
  (name) => {
    const { status, said } = command(`cli/${name}.ts`, 'list');
    expect(status).toBe(1);
    expect(said).toMatch(/^AWS knows no caller: Could not load credentials .*\. Sign in \(aws sso/);
  },
);

test('a list of packages that is none of those that are locked is refused', () => {
  const { status, said } = command('cli/lock-python.ts', 'requirements.in');
  expect(status).toBe(2);
  expect(said).toMatch(/^requirements\.in is none of local\/requirements\.in, /);
});

test('files are those of the folder in which npm was called', () => {
  writeFileSync(path.join(folder, 'empty.json'), '');
  const { status, said } = command('cli/verify.ts', 'empty.json', '--key', 'empty.json');
  expect({ status, said }).toEqual({
    ...{
      status: 1,
      said: 'Not verified. The keys are neither PEM nor the JSON of GET /receipt-keys.',
    },
  });
  expect(command('local/demo.ts', 'none.wav').said).toBe(
    `There is no file ${folder}/none.wav. Nothing was started.`,
  );
});
