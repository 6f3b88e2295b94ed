/** Which kernel the builder runs, how it comes to run it, and what is checked of an image before it boots. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { DebianRoot } from './debian-root.ts';

let root: DebianRoot;
beforeEach(() => {
  root = new DebianRoot();
});
afterEach(() => root[Symbol.dispose]());

function bash(script: string, environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: root.path,
    encoding: 'utf8',
    env: {
      PATH: `${path.join(root.path, 'programs')}:/usr/bin:/bin`,
      ROOT: root.path,
      SPOTSCRIBE_ROOT: root.path,
      ...environment,
    },
  });
  return { status, stdout, stderr, calls: root.read('calls').trim().split('\n') };
}

describe('the kernel of an image', () => {
  const ask = () => bash(`source ${PROJECT}/ami/image-kernel.sh; image_kernel ${root.path}/`);

  test('is the newest one, by its version and not by its letters', () => {
    for (const version of ['6.12.95+deb13', '6.12.118+deb13', '6.9.1+deb13']) {
      root.write(`boot/vmlinuz-${version}-cloud-amd64`, '');
    }
    expect(ask().stdout).toBe('6.12.118+deb13-cloud-amd64\n');
  });

  test('must be there', () => {
    root.write('boot/grub/grub.cfg', '');
    const { status, stderr } = ask();
    expect(status).toBe(2);
    expect(stderr).toContain('There is no kernel');
  });
});

describe('a machine of a build', () => {
  const machine = readFileSync(path.join(PROJECT, 'ami/machine.sh'), 'utf8');

  function runMachine(task: string) {
    for (const name of ['curl', 'shutdown', 'cloud-init']) root.program(name, '');
    root.program('tar', `printf '%s\\n' '${task}' >"$4/run.sh"`);
    root.program('rm', '/bin/rm -f "$ROOT/var/tmp/spotscribe-task/task.tgz"');
    return bash(machine).calls.filter((call) => !/^(tar|rm)/.test(call));
  }

  test('restarts to run a newer kernel, and says nothing yet', () => {
    const calls = runMachine('touch "$REBOOT"');
    expect(calls.slice(-2)).toEqual(['cloud-init clean --logs', 'shutdown -r now']);
    expect(calls.filter((call) => call.includes('-X PUT'))).toEqual([]);
  });

  test('tells its result and powers off after its task', () => {
    const calls = runMachine('echo {} >"$RESULT"');
    expect(calls.at(-2)).toContain('-X PUT');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  test('that cannot restart has failed, which it tells', () => {
    for (const name of ['curl', 'shutdown']) root.program(name, '');
    root.program('curl', 'case "$*" in *PUT*) cat >"$ROOT/report" ;; esac');
    root.program('tar', `printf '%s\\n' 'touch "$REBOOT"' >"$4/run.sh"`);
    root.program('cloud-init', 'exit 1');
    root.program('rm', '');
    expect(bash(machine).calls.at(-1)).toBe('shutdown -P now');
    expect(root.read('report')).toMatch(/^1\n/);
  });
});

describe('before an image boots, its checks', () => {
  const boot = path.join(PROJECT, 'userdata/boot.sh');
  const check = () => bash(`bash ${PROJECT}/ami/check-system.sh ${boot} one.service two.service`);
  beforeEach(() => {
    root.program('systemd-analyze', '');
    root.program('id', 'echo 991');
    root.program('nft', 'cat >"$ROOT/rules"');
  });

  test('take the units, and the rules that boot.sh gives the firewall', () => {
    const { status, calls } = check();
    expect(status).toBe(0);
    expect(calls).toContain('systemd-analyze verify one.service two.service');
    expect(root.read('rules').trimEnd().split('\n')).toEqual([
      'add table inet spotscribe',
      'add chain inet spotscribe out { type filter hook output priority 0 ; }',
      'add rule inet spotscribe out meta skuid 991 drop',
      'add rule inet spotscribe out meta skuid 991 oifname lo ct state established,related accept',
      'add rule inet spotscribe out meta skuid 991 drop',
    ]);
  });

  test.each([
    ['systemd-analyze', 'systemd does not take the units'],
    ['nft', 'nft does not take the rules'],
  ])('fail with %s', (program, sentence) => {
    root.program(program, 'exit 1');
    const { status, stderr } = check();
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
