/** What of a rehearsal needs no packages. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIRRORS } from '../../ami/base.ts';
import { mirrorsAt, mirrorsOf } from '../../ami/mirrors.ts';
import { faultOf } from '../../ami/rehearse.ts';
import { systemLines } from '../../ami/rehearsed.ts';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { until } from '../support/until.ts';

const ABLE = {
  platform: 'linux',
  isRoot: true,
  missing: [] as string[],
  freeGib: 20,
  work: '/var/tmp',
};

describe('a rehearsal', () => {
  test('can be held on Linux, by root, with debootstrap and a disk', () => {
    expect(faultOf(ABLE)).toBeUndefined();
  });

  test.each([
    [{ platform: 'darwin' }, 'needs Linux, and this is darwin'],
    [{ missing: ['debootstrap'] }, 'apt-get install debootstrap'],
    [{ missing: ['unshare', 'chroot'] }, 'needs unshare, chroot'],
    [{ isRoot: false }, 'sudo npm run ami -- rehearse'],
    [{ freeGib: 2.34 }, '/var/tmp has 2.3: name another folder with --work'],
  ])('is refused in a sentence: %j', (computer, sentence) => {
    expect(faultOf({ ...ABLE, ...computer })).toContain(sentence);
  });

  test('makes nothing where debootstrap is missing, and asks nothing of AWS', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-no-programs-'));
    writeFileSync(path.join(folder, 'sh'), '#!/bin/bash\nexit 1\n', { mode: 0o755 });
    const args = [RUN_PROGRAM, 'ami/main.ts', 'rehearse', '--model', 'a/model', '--work', folder];
    const child = spawn(process.execPath, [...args, '--node', process.execPath], {
      cwd: PROJECT,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: folder },
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const [status] = (await once(child, 'close')) as [number];
    rmSync(folder, { recursive: true });
    expect(said).toContain(
      process.platform === 'linux' ? 'debootstrap, which is not installed' : 'needs Linux',
    );
    expect(said).toContain('Nothing was made.');
    expect(status).toBe(1);
  });
});

describe('the mirrors of this computer', () => {
  test("are its apt's, without what is not Debian's", () => {
    const targets = `https://packages.example/ stable Vendor
http://mirror.example/debian/ bookworm-updates Debian
http://mirror.example/debian/ bookworm Debian
http://mirror.example/debian-security/ bookworm-security Debian
`;
    expect(mirrorsOf(targets)).toEqual({
      debian: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    });
  });

  test.each([
    ['another distribution', 'http://archive.example/ubuntu/ noble Ubuntu'],
    ['a list of mirrors', 'mirror+file:/etc/apt/mirrors/debian.list/ trixie Debian'],
    ['no apt', ''],
  ])("are Debian's own with %s", (_, targets) => {
    expect(mirrorsOf(targets)).toEqual(MIRRORS);
  });

  test('can be given by hand', () => {
    expect(mirrorsAt('http://mirror.example/debian/')).toEqual({
      debian: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    });
  });
});

test('the output has what was installed, with versions and sizes', () => {
  const kernel = '6.12.118+deb13-cloud-amd64';
  const lines = systemLines({
    kernel,
    modules: [{ name: 'nvidia_uvm', version: '535.274.02', kernel, bytes: 566_416 }],
    packages: { 'nvidia-tesla-535-smi': '535.274.02-1', bash: '5.2' },
    packageBytes: 900e6,
    diskBytes: 2.5e9,
    startBytes: 123.4e6,
    versions: { node: '24.21.0', python: '3.13.5', packages: { numpy: '2.4.6' } },
  });
  expect(lines).toContain(`kernel           ${kernel}`);
  const told = lines.join('\n');
  expect(told).toContain(`nvidia_uvm 535.274.02, compiled for ${kernel}, 0.6 MB`);
  expect(told).toContain('2, 900.0 MB; of them nvidia-tesla-535-smi 535.274.02-1\n');
  expect(told).toContain('a start reads    123.4 MB');
});

describe('the folder of a rehearsal', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(path.join(tmpdir(), 'spotscribe-guarded-'));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** A program that has nothing else to wait for. */
  function start(program: string) {
    const source = `import { GuardedFolder } from '${PROJECT}/computer/guarded-folder.ts';
      const folder = await GuardedFolder.make('${place}');
      ${program}`;
    const args = ['--input-type=module-typescript', '--eval', source];
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  test('is deleted at the end', async () => {
    const child = start('await folder.remove(); console.log("removed");');
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    const [status] = (await once(child, 'close')) as [number];
    expect({ status, output }).toEqual({ status: 0, output: 'removed\n' });
    expect(readdirSync(place)).toEqual([]);
  });

  test('outlives neither its program, whatever kills it, nor goes while another process works in it', async () => {
    const child = start(`
      const { spawn } = await import('node:child_process');
      const stdio = ['ignore', 'ignore', 'ignore', folder.hold];
      const worker = spawn('sleep', ['60'], { detached: true, stdio });
      console.log(JSON.stringify([folder.path, worker.pid]));
      setInterval(() => {}, 1000);`);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [folder, worker] = JSON.parse(line.toString()) as [string, number];
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(folder)).toBe(true);
    process.kill(worker, 'SIGKILL');
    await until('the folder is gone', () => !existsSync(folder));
  });
});
