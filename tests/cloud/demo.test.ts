import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { npmRun } from '../support/npm.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A desktop whose browser notes what it is to open. */
function desktop(): { environment: Record<string, string>; opened: string } {
  const opened = path.join(folder, 'opened');
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return { opened, environment: { DISPLAY: ':0' } };
}

test('npm run demo -- --open shows the job on the page until Ctrl-C', async () => {
  const { environment, opened } = desktop();
  const before = process.env.PATH;
  process.env.PATH = `${folder}${path.delimiter}${before ?? ''}`;
  const npm = npmRun(['demo', '--', '--open'], {
    ...{ on: 'the packages’ Node', folder: PROJECT, temporary: folder },
    environment,
  });
  process.env.PATH = before;
  onTestFinished(() => void npm.kill('SIGTERM'));
  const said: string[] = [];
  createInterface(npm.stdout).on('line', (line) => said.push(line));
  const address = await until(
    'the address of the page',
    () => said.map((line) => /^\s+(http:\S+#\/key=\S+)$/.exec(line)?.[1]).find(Boolean),
    120_000,
  );
  expect(said).toContain('The instance is gone.');
  const [page = '', key = ''] = address.split('#/key=');
  expect((await fetch(page)).headers.get('content-type')).toMatch(/^text\/html/);
  const listed = await fetch(`${page}jobs`, { headers: { authorization: `Bearer ${key}` } });
  expect(await listed.json()).toMatchObject({ jobs: [{ status: 'completed' }] });
  await until('the browser is opened', () => existsSync(opened) && readFileSync(opened, 'utf8'));
  expect(readFileSync(opened, 'utf8')).toBe(address);
  npm.kill('SIGINT');
  await once(npm, 'exit');
  await expect(fetch(page)).rejects.toThrow();
});
