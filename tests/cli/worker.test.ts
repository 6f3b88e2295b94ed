import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';

function worker(...args: string[]) {
  const command = [RUN_PROGRAM, 'cli/worker.ts', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  return { status, stderr };
}

test.each([
  { args: ['--pool', 'spot'], says: '--pool: batch or warm.' },
  { args: ['--name', 'Min dator'], says: '--name: "Min dator" is not of a-z' },
  { args: ['--stage', 'prod', '--name', 'box'], says: 'In which region?' },
  { args: ['--stage', 'Prod', '--name', 'box'], says: 'The stage "Prod" cannot be' },
])('$args: exit status 2, and nothing is started', ({ args, says }) => {
  const { status, stderr } = worker(...args);
  expect(stderr).toContain(says);
  expect(status).toBe(2);
});
