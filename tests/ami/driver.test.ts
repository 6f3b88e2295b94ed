/** ami/driver.sh, run for real with programs of its own around it: no machine here has a GPU. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'spotscribe-driver-'));
  for (const folder of ['programs', 'opt/spotscribe/venv/bin', 'etc/ld.so.conf.d']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  for (const name of ['dnf', 'modprobe', 'ldconfig', 'systemctl']) program(`programs/${name}`, '');
  program('programs/uname', 'echo 6.1.2.amzn2023.x86_64');
  program(
    'opt/spotscribe/venv/bin/python',
    'mkdir -p "$VENV/lib/python3.12/site-packages/nvidia/cublas/lib"',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program that writes down how it was called, and then does what `script` says. */
function program(file: string, script: string): void {
  const text = `#!/bin/bash\necho "$(basename "$0") $*" >>"$CALLS"\n${script}\n`;
  writeFileSync(path.join(root, file), text, { mode: 0o755 });
}

function drive() {
  const calls = path.join(root, 'calls');
  const { status, stderr } = spawnSync(path.join(PROJECT, 'ami/driver.sh'), [`${root}/`], {
    encoding: 'utf8',
    env: {
      PATH: `${path.join(root, 'programs')}:/usr/bin:/bin`,
      CALLS: calls,
      VENV: path.join(root, 'opt/spotscribe/venv'),
      DRIVER: path.join(root, 'driver'),
    },
  });
  const called = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
  return { status, stderr, called };
}

const libraries = () => readFileSync(path.join(root, 'etc/ld.so.conf.d/spotscribe.conf'), 'utf8');
const GPU = 'echo "00:1e.0 3D controller: NVIDIA Corporation TU104GL [Tesla T4]"';

describe('the driver', () => {
  test('is left alone where there is no GPU', () => {
    program('programs/lspci', 'echo "00:03.0 VGA compatible controller: Amazon.com"');
    expect(drive()).toMatchObject({ status: 0, called: ['lspci'] });
  });

  test('is installed for the kernel that runs, where a GPU has none', () => {
    program('programs/lspci', GPU);
    program('programs/nvidia-smi', 'test -e "$DRIVER"');
    program('programs/modprobe', 'touch "$DRIVER"');
    const { status, called } = drive();
    expect(status).toBe(0);
    expect(called.filter((call) => /^(dnf|modprobe)/.test(call))).toEqual([
      expect.stringMatching(/^dnf install .*kernel-devel-6\.1\.2\.amzn2023\.x86_64/),
      expect.stringMatching(/^dnf config-manager --add-repo https:\/\/.*amzn2023/),
      expect.stringMatching(/^dnf module enable .*nvidia-driver:580-open/),
      expect.stringMatching(/^dnf install .*nvidia-open$/),
      'modprobe nvidia-uvm',
    ]);
    expect(called).toContain('systemctl enable --quiet nvidia-persistenced.service');
    expect(libraries()).toMatch(/\/opt\/spotscribe\/venv\/lib\/python3\.12\/.*cublas\/lib\n$/);
    expect(called.at(-1)).toBe('ldconfig');
  });

  test('of the base image is kept; only cuBLAS is added', () => {
    program('programs/lspci', GPU);
    program('programs/nvidia-smi', 'echo "Tesla T4, 580.95.05"');
    const { status, called } = drive();
    expect(status).toBe(0);
    expect(called.filter((call) => call.startsWith('dnf'))).toEqual([]);
    expect(called.filter((call) => call.startsWith('python'))).toEqual([
      expect.stringMatching(/-m pip install .*--require-hashes .*requirements-gpu\.txt$/),
    ]);
  });

  test('without its daemon is good all the same: the service of a job creates the devices', () => {
    program('programs/lspci', GPU);
    program('programs/nvidia-smi', '');
    program('programs/systemctl', 'exit 1');
    expect(drive().status).toBe(0);
  });

  test('that does not answer after all fails the build', () => {
    program('programs/lspci', GPU);
    program('programs/nvidia-smi', 'exit 9');
    const { status, stderr } = drive();
    expect(status).toBe(2);
    expect(stderr).toContain('its driver does not answer');
  });
});
