/** ami/driver.sh, run for real with programs of its own around it: no machine here has a GPU. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DebianRoot, installed } from './debian-root.ts';

const KERNEL = '6.12.118+deb13-cloud-amd64';
const OLDER = '6.12.95+deb13-cloud-amd64';
const MODULE = `lib/modules/${KERNEL}/updates/spotscribe/nvidia-tesla-535-uvm.ko.xz`;

let root: DebianRoot;
beforeEach(() => {
  root = new DebianRoot();
  for (const kernel of [OLDER, KERNEL]) root.write(`boot/vmlinuz-${kernel}`, '');
  root.write('usr/src/nvidia-tesla-535-535.274.02/dkms.conf', '');
  root.write('etc/ld.so.conf.d/libc.conf', '');
  root.program('uname', `echo ${KERNEL}`);
  root.program('lspci', 'echo "00:1e.0 3D controller: NVIDIA Corporation TU104GL [Tesla T4]"');
  root.program('nvidia-smi', 'test -e "$ROOT/loaded"');
  root.program(
    'dkms',
    `for name in nvidia-tesla-535 nvidia-tesla-535-uvm; do
       mkdir -p "$ROOT/lib/modules/$4/updates/dkms"
       echo "$4" >"$ROOT/lib/modules/$4/updates/dkms/$name.ko.xz"
     done`,
  );
  // What was installed in addition, once the compiler is.
  root.program(
    'dpkg-query',
    'echo installed bash; test ! -e "$ROOT/etc/dkms" || echo installed gcc',
  );
  root.program('modinfo', 'if [ "$2" = vermagic ]; then cat "$3"; else echo 535.274.02; fi');
  root.program('modprobe', 'echo nvidia-tesla-535-uvm; [ $# != 1 ] || touch "$ROOT/loaded"');
  root.program('depmod', '');
  root.program('ldconfig', '');
  root.executable(
    'opt/spotscribe/venv/bin/python',
    'mkdir -p "$ROOT/opt/spotscribe/venv/lib/python3.13/site-packages/nvidia/cublas/lib"',
  );
});
afterEach(() => root[Symbol.dispose]());

const drive = (environment = {}) => root.run('driver.sh', [], environment);
const REHEARSAL = { SPOTSCRIBE_REHEARSAL: 'yes' };

describe('the driver', () => {
  test('is left alone where there is no GPU', () => {
    root.program('lspci', 'echo "00:03.0 VGA compatible controller: Amazon.com"');
    expect(drive()).toMatchObject({ status: 0, calls: ['lspci'] });
  });

  test('is compiled for the newest kernel, which is the one that boots, and loaded', () => {
    const { status, calls, stdout } = drive();
    expect(status).toBe(0);
    expect(calls).toContain(`dkms install nvidia-tesla-535/535.274.02 -k ${KERNEL}`);
    expect(installed(calls)).toContain(`linux-headers-${KERNEL}`);
    expect(stdout).toContain(`version 535.274.02, for the kernel ${KERNEL}`);
    expect(calls).toContain('modprobe nvidia-uvm');
    expect(calls).toContain('systemctl enable --quiet nvidia-persistenced.service');
    expect(root.read('etc/ld.so.conf.d/spotscribe.conf')).toMatch(
      /\/opt\/spotscribe\/venv\/lib\/python3\.13\/.*cublas\/lib\n$/,
    );
    expect(calls.at(-1)).toBe('ldconfig');
  });

  test('stays when what it was compiled with goes, and apt keeps the kernel', () => {
    const { calls } = drive();
    expect(root.read(MODULE)).toBe(`${KERNEL}\n`);
    const removals = calls.filter((call) => / purge /.test(call));
    expect(removals).toEqual([expect.stringMatching(/ purge gcc$/)]);
    expect(calls).toContain(`apt-mark hold linux-image-cloud-amd64 linux-image-${KERNEL}`);
  });

  test('has all libraries of one branch', () => {
    const versions = installed(drive().calls).filter((name) => name.startsWith('libnvidia'));
    expect(versions).toEqual(['libnvidia-tesla-535-cuda1', 'libnvidia-tesla-535-cfg1']);
  });

  test('of the base image is kept; only cuBLAS is added', () => {
    root.program('nvidia-smi', 'echo "Tesla T4, 580.95.05"');
    const { status, calls } = drive();
    expect(status).toBe(0);
    expect(installed(calls)).toEqual([]);
    expect(calls.filter((call) => call.startsWith('python'))).toEqual([
      expect.stringMatching(/-m pip install .*--require-hashes .*requirements-gpu\.txt$/),
    ]);
  });

  test('without its daemon is good all the same: the service of a job creates the devices', () => {
    root.program('systemctl', 'exit 1');
    expect(drive().status).toBe(0);
  });
});

describe('a rehearsal', () => {
  test('does the same without a GPU, whatever kernel runs here, and loads nothing', () => {
    root.program('lspci', '');
    root.program('uname', 'echo 6.18.0-of-this-computer');
    const { status, calls, stdout } = drive(REHEARSAL);
    expect(status).toBe(0);
    expect(calls).toContain(`dkms install nvidia-tesla-535/535.274.02 -k ${KERNEL}`);
    expect(stdout).toContain('the modules are not loaded');
    expect(calls).not.toContain('modprobe nvidia-uvm');
    expect(calls.filter((call) => call.startsWith('nvidia-smi'))).toEqual([]);
    expect(calls.at(-1)).toBe('ldconfig');
  });
});

describe('a build fails, with a sentence, if', () => {
  test('a package is not to be had, before anything is installed', () => {
    const { status, stderr, calls } = drive({ MISSING: 'nvidia-modprobe' });
    expect(status).toBe(2);
    expect(stderr).toContain('no package: nvidia-modprobe.');
    expect(installed(calls)).toEqual([]);
  });

  test('the driver does not compile: the compiler has the last word but one', () => {
    root.program(
      'dkms',
      `mkdir -p "$ROOT/var/lib/dkms/nvidia-tesla-535/535.274.02/build"
       echo 'error: too few arguments' >"$ROOT/var/lib/dkms/nvidia-tesla-535/535.274.02/build/make.log"
       exit 10`,
    );
    const { status, stderr } = drive();
    expect(status).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `too few arguments\\n.*535.274.02 does not compile for the kernel ${KERNEL.replace('+', '.')}`,
      ),
    );
  });

  test('another kernel runs than the image boots', () => {
    root.program('uname', `echo ${OLDER}`);
    const { status, stderr } = drive();
    expect(status).toBe(2);
    expect(stderr).toContain(`boots the kernel ${KERNEL}, and this machine runs ${OLDER}`);
  });

  test('a module is of another kernel', () => {
    root.program('modinfo', `echo ${OLDER}`);
    const { status, stderr } = drive();
    expect(status).toBe(2);
    expect(stderr).toContain(`is not one of the kernel ${KERNEL}`);
  });

  test('the kernel lacks what a module needs', () => {
    root.program(
      'depmod',
      '[ $# = 1 ] || echo "WARNING: nvidia-tesla-535-drm.ko needs unknown symbol drm_open" >&2',
    );
    const { status, stdout, stderr } = drive();
    expect(status).toBe(2);
    expect(stdout).toContain('unknown symbol drm_open');
    expect(stderr).toContain('the driver would not load');
  });

  test('the driver does not answer after all', () => {
    root.program('nvidia-smi', 'exit 9');
    const { status, stderr } = drive();
    expect(status).toBe(2);
    expect(stderr).toContain('its driver does not answer');
  });
});
