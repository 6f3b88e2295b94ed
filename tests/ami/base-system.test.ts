/** The scripts that prepare a builder's system and that forget the builder, with stand-ins for Debian's programs. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIRRORS, RELEASE } from '../../ami/base.ts';
import { DebianRoot, installed } from './debian-root.ts';

let root: DebianRoot;
beforeEach(() => {
  root = new DebianRoot();
});
afterEach(() => root[Symbol.dispose]());

const prepare = (environment = {}) =>
  root.run('base-system.sh', [MIRRORS.debian, MIRRORS.security], environment);

describe('the base system', () => {
  test('has one source of packages, with the component of the driver', () => {
    root.write('etc/apt/sources.list', 'deb http://elsewhere.example bookworm main\n');
    root.write('etc/apt/sources.list.d/vendor.list', 'deb http://elsewhere.example x main\n');
    expect(prepare().status).toBe(0);
    const sources = root.read('etc/apt/sources.list.d/debian.sources').split('\n\n');
    expect(sources).toEqual([
      expect.stringContaining(`URIs: ${MIRRORS.debian}\nSuites: ${RELEASE} ${RELEASE}-updates\n`),
      expect.stringContaining(`URIs: ${MIRRORS.security}\nSuites: ${RELEASE}-security\n`),
    ]);
    for (const source of sources) {
      expect(source).toContain('Components: main contrib non-free non-free-firmware\n');
      expect(source).toMatch(/^Signed-By: /m);
    }
    expect(root.read('etc/apt/sources.list')).toBe('');
    expect(root.read('etc/apt/sources.list.d/vendor.list')).toBe('');
    expect(root.read('etc/cloud/cloud.cfg.d/99-spotscribe.cfg')).toContain('preserve_sources_list');
  });

  test('reaches them by HTTPS: machines of the stack reach port 443 alone', () => {
    expect(MIRRORS.debian).toMatch(/^https:/);
    expect(MIRRORS.security).toMatch(/^https:/);
  });

  test('stops the upgrades of the first boot before apt is used, and waits for its locks', () => {
    const { calls } = prepare();
    const first = calls.findIndex((call) => call.startsWith('apt-get'));
    expect(calls.slice(0, first)).toEqual([
      expect.stringMatching(/^systemctl mask .*apt-daily\.timer apt-daily-upgrade\.timer/),
      expect.stringMatching(/^systemctl stop .*unattended-upgrades\.service/),
      'dpkg --configure -a',
    ]);
    const apt = calls.filter((call) => call.startsWith('apt-get'));
    expect(apt.filter((call) => !call.includes('DPkg::Lock::Timeout='))).toEqual([]);
  });

  test('has what the image needs at run time', () => {
    const names = installed(prepare().calls);
    for (const name of ['python3-venv', 'nftables', 'pciutils', 'linux-image-cloud-amd64']) {
      expect(names).toContain(name);
    }
  });

  test('cannot be made without a package: its name is said, and nothing is installed', () => {
    const { status, stderr, calls } = prepare({ MISSING: 'python3-venv nftables' });
    expect(status).toBe(2);
    expect(stderr).toContain('no package: nftables python3-venv.');
    expect(installed(calls)).toEqual([]);
  });

  test('of another release is refused before anything is changed', () => {
    root.write('etc/os-release', 'ID=ubuntu\nVERSION_CODENAME=noble\n');
    const { status, stderr, calls } = prepare();
    expect(status).toBe(2);
    expect(stderr).toContain('is not Debian 13');
    expect(calls).toEqual(['']);
  });
});

test('an image forgets its builder, so that each instance runs its own user data', () => {
  root.program('cloud-init', '');
  root.write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  root.write('etc/ssh/ssh_host_ed25519_key', 'private');
  root.write('etc/ssh/sshd_config', 'kept');
  root.write('var/lib/spotscribe-rebooted', '');
  const { status, calls } = root.run('forget.sh');
  expect(status).toBe(0);
  expect(calls[0]).toBe('cloud-init clean --logs');
  expect(root.read('etc/machine-id')).toBe('');
  expect(root.read('etc/ssh/ssh_host_ed25519_key')).toBe('');
  expect(root.read('etc/ssh/sshd_config')).toBe('kept');
});
