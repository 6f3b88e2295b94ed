import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { ApiClient } from '../../client/api-client.ts';
import { LOCAL, PROJECT } from '../../computer/project.ts';
import { CloudInfo } from '../../local/cloud-info.ts';
import { npmRun, type UsersNode } from '../support/npm.ts';
import { repeated } from '../support/samples.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-cloud-ends-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The run directory of the cloud whose process this is. */
function runDirectoryOf(cloud: number): string {
  const runs = path.join(LOCAL, 'run');
  const pidOf = (name: string) => {
    try {
      return Number(readFileSync(path.join(runs, name, 'pid'), 'utf8'));
    } catch {
      return NaN; // of another cloud, which begins or ends
    }
  };
  const name = readdirSync(runs).find((each) => pidOf(each) === cloud);
  if (name === undefined) throw new Error(`no run directory is that of process ${cloud}`);
  return path.join(runs, name);
}

/** The ids of processes that work in the folder, or have its path in their environment. */
function processesIn(place: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(place) || environment.includes(place);
    } catch {
      return false; // it has ended, or is not ours
    }
  });
}

describe('npm run cloud ends, with emulator, functions and instances', () => {
  test.each<[NodeJS.Signals, UsersNode]>([
    ['SIGINT', 'the packages’ Node'],
    ['SIGHUP', 'another Node'],
  ])('when npm gets %s, on %s', async (signal, on) => {
    const infoFile = path.join(mkdtempSync(path.join(folder, 'info-')), 'cloud.json');
    const args = ['cloud', '--', '--info', infoFile];
    const npm = npmRun(args, { on, folder: PROJECT, temporary: folder });
    npm.stdout.resume();
    onTestFinished(() => void npm.kill('SIGTERM'));
    await until('the cloud is up', () => existsSync(infoFile), 120_000);
    const info = CloudInfo.parse(JSON.parse(readFileSync(infoFile, 'utf8')));
    const place = runDirectoryOf(info.pid);
    const long = repeated('news.wav', { times: 20, into: folder });
    await new ApiClient(info).submitFile(long);
    await until('an instance works', () => processesIn(path.join(place, 'instances')).length > 0);
    const family = processesIn(place);
    process.kill(npm.pid ?? 0, signal);
    await until('the end of the cloud', () => !existsSync(place));
    expect(processesIn(place)).toEqual([]);
    expect(family.length).toBeGreaterThanOrEqual(3);
    expect(existsSync(infoFile)).toBe(false);
  });
});
