/** ami/on-verifier.sh, with programs of its own around it: which service it runs, and what it tells. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';

const UNIT = 'spotscribe-agent.service';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'spotscribe-verifier-'));
  for (const folder of ['programs', 'task', 'opt/spotscribe/venv/bin']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  copyFileSync(path.join(PROJECT, 'ami/on-verifier.sh'), path.join(root, 'task/run.sh'));
  write('task/sample.wav', 'sound');
  write('opt/spotscribe/manifest.json', '{}');
  const sum = createHash('sha256').update('{}').digest('hex');
  write('opt/spotscribe/.setup_complete', `${sum}  manifest.json\n`);
  program('programs/systemctl', '');
  program('programs/id', 'if [ "$1" = -u ]; then echo 991; else echo 992; fi');
  program('opt/spotscribe/venv/bin/python', 'echo "{}"');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text, { mode });
}

/** A program that writes down how it was called, and then does what `script` says. */
function program(file: string, script: string): void {
  const note = 'echo "$(basename "$0") $*" >>"$SPOTSCRIBE_ROOT/calls"';
  write(file, `#!/bin/bash\n${note}\n${script}\n`, 0o755);
}

function verify() {
  const { status, stdout } = spawnSync('bash', [path.join(root, 'task/run.sh')], {
    encoding: 'utf8',
    env: {
      PATH: `${path.join(root, 'programs')}:/usr/bin:/bin`,
      SPOTSCRIBE_ROOT: root,
      RESULT: path.join(root, 'result'),
    },
  });
  const calls = read('calls').trim().split('\n');
  return { status, stdout, calls: calls.filter((call) => !call.startsWith('id ')) };
}

function read(file: string): string {
  const from = path.join(root, file);
  return existsSync(from) ? readFileSync(from, 'utf8') : '';
}

/** The settings of a unit or a drop-in: names and values. */
function settingsOf(text: string): [string, string][] {
  return text
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

describe('the sample is transcribed', () => {
  test("in the agent's own service, of which nothing changes but the program and its end", () => {
    const { status, calls } = verify();
    expect(status).toBe(0);
    expect(calls.slice(0, 2)).toEqual(['systemctl daemon-reload', `systemctl start ${UNIT}`]);
    expect(settingsOf(read(`run/systemd/system/${UNIT}.d/try.conf`))).toEqual([
      ['Type', 'oneshot'],
      ['ExecStart', ''],
      ['ExecStart', '/opt/spotscribe/bin/node /opt/spotscribe/agent/agent.mjs try'],
      ['ExecStopPost', ''],
      ['Restart', 'no'],
    ]);
    expect(read('run/spotscribe/agent.env')).toContain('SPOTSCRIBE_ENGINE_USER=991:992\n');
    expect(read('var/lib/spotscribe/audio')).toBe('sound');
  });

  test('there first: whatever else uses CUDA as root would create its devices', () => {
    const { calls } = verify();
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['systemctl', 'systemctl', 'python']);
  });

  test('or the image is given up', () => {
    program('programs/systemctl', '[ "$1" != start ]');
    program('programs/journalctl', 'echo EngineCrashed');
    const { status, stdout, calls } = verify();
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`The engine failed in ${UNIT}.*\\n.*EngineCrashed`));
    expect(calls.filter((call) => call.startsWith('python'))).toEqual([]);
  });
});

describe('the machine', () => {
  test.each([
    ['without a PCI bus', {}, 'none'],
    ['without a GPU', { '0000:00:03.0': '0x1d0f' }, 'none'],
    ['with a GPU', { '0000:00:03.0': '0x1d0f', '0000:00:1e.0': '0x10de' }, 'gpu'],
  ])('%s', (_, devices, told) => {
    for (const [device, vendor] of Object.entries(devices)) {
      write(`sys/bus/pci/devices/${device}/vendor`, `${vendor}\n`);
    }
    expect(verify().calls.at(-1)).toMatch(new RegExp(`tried\\.json ${told}$`));
  });
});
