import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test, type TestContext } from 'vitest';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { npmRun, type UsersNode } from '../support/npm.ts';
import { alive } from '../support/processes.ts';
import { until } from '../support/until.ts';

const NODES: readonly UsersNode[] = ['the packages’ Node', 'another Node'];

const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-ends-'));
afterAll(() => rmSync(folder, { recursive: true }));
const RUN = `node ${path.join(PROJECT, 'cli', 'run.mjs')} tests/cli/fixture/family.ts`;
const scripts = {
  /** As ours are: npm's child is cli/run.mjs. */
  direct: `exec ${RUN}`,
  /** With something after it, so that no shell lets the command take its place. */
  'by a shell': `${RUN} && true`,
};
writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ scripts }));

const Pids = z.array(z.int().positive()).length(4);

interface Family {
  /** npm, the shell if there is one, cli/run.mjs, on another Node the program: each waits for the next. */
  readonly chain: readonly number[];
  /** With what the program has started. */
  readonly all: readonly number[];
  readonly lines: AsyncIterator<string, undefined>;
  hasEndedInOrder(): boolean;
}

interface FamilyOptions {
  readonly on: UsersNode;
  readonly script: keyof typeof scripts;
  /** Started by a shell that then exits. */
  readonly inBackground?: boolean;
}

async function startFamily(
  { onTestFinished }: TestContext,
  { on, script, inBackground = false }: FamilyOptions,
): Promise<Family> {
  const inOrder = path.join(mkdtempSync(path.join(folder, 'family-')), 'in-order');
  const environment = { FAMILY_IN_ORDER: inOrder };
  const run = { on, folder, temporary: folder, environment, inBackground };
  const started = npmRun([script], run);
  const lines = createInterface(started.stdout)[Symbol.asyncIterator]();
  const children = Pids.parse(JSON.parse((await lines.next()).value ?? ''));
  const length = (script === 'direct' ? 2 : 3) + (on === 'another Node' ? 1 : 0);
  const chain = ancestors(children[0] ?? 0, length);
  const all = [...chain, ...children];
  onTestFinished(() => {
    for (const pid of alive(all)) process.kill(pid, 'SIGKILL');
  });
  if (inBackground && started.exitCode === null) await once(started, 'exit');
  return { chain, all, lines, hasEndedInOrder: () => existsSync(inOrder) };
}

/** So many, the eldest first. */
function ancestors(pid: number, count: number): number[] {
  if (count === 0) return [];
  const listing = execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
  return [...ancestors(Number(listing), count - 1), Number(listing)];
}

async function allEnded({ all }: Family): Promise<void> {
  await until(`the end of ${all.join(', ')}`, () => alive(all).length === 0);
}

describe.concurrent.each(NODES)('a command that npm runs on %s ends whole', (on) => {
  test.for([
    ['npm', 'SIGINT', 'direct', 0],
    ['npm', 'SIGTERM', 'direct', 0],
    ['npm', 'SIGHUP', 'direct', 0],
    ['npm', 'SIGKILL', 'direct', 0],
    ['cli/run.mjs', 'SIGINT', 'direct', 1],
    ['cli/run.mjs', 'SIGTERM', 'direct', 1],
    ['cli/run.mjs', 'SIGHUP', 'direct', 1],
    ['cli/run.mjs', 'SIGKILL', 'direct', 1],
    ['npm above a shell', 'SIGTERM', 'by a shell', 0],
    ['npm above a shell', 'SIGHUP', 'by a shell', 0],
    ['npm above a shell', 'SIGKILL', 'by a shell', 0],
    // A shell keeps a SIGINT to itself until its command has ended.
    ['the shell', 'SIGTERM', 'by a shell', 1],
    ['the shell', 'SIGHUP', 'by a shell', 1],
    ['the shell', 'SIGKILL', 'by a shell', 1],
  ] as const)('when %s gets %s', async ([, signal, script, target], context) => {
    const family = await startFamily(context, { on, script });
    const asked = family.chain[target] ?? 0;
    process.kill(asked, signal);
    await allEnded(family);
    const isProgram = asked === family.chain.at(-1);
    expect(family.hasEndedInOrder()).toBe(!(isProgram && signal === 'SIGKILL'));
  });
});

test('a command goes on when the shell that started npm in the background has ended', async (context) => {
  const family = await startFamily(context, {
    on: 'another Node',
    script: 'direct',
    inBackground: true,
  });
  // It is looked after once a second.
  for (let line = 0; line < 3; line++) expect((await family.lines.next()).value).toBe('running');
  expect(alive(family.all)).toEqual(expect.arrayContaining([...family.all]));
  process.kill(family.chain[0] ?? 0, 'SIGTERM');
  await allEnded(family);
});

test('every command is started by cli/run.mjs, in the place of npm’s shell', () => {
  const PackageJson = z.object({ scripts: z.record(z.string(), z.string()) });
  const file = readFileSync(path.join(PROJECT, 'package.json'), 'utf8');
  const { lint: _lint, types: _types, ...commands } = PackageJson.parse(JSON.parse(file)).scripts;
  for (const command of Object.values(commands)) {
    expect(command).toMatch(/^exec node cli\/run\.mjs \S+\.ts$/);
  }
});
