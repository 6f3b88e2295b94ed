import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LOCAL } from '../../computer/project.ts';
import { CommandFailed, runCommand } from '../../computer/run-command.ts';
import { makeRunDirectory } from '../../local/run-directory.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';
import { stampOf } from '../../computer/stamp.ts';

mkdirSync(LOCAL, { recursive: true });
const folder = mkdtempSync(path.join(LOCAL, 'set-up-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('a stamp', () => {
  const input = path.join('.local', path.basename(folder), 'input');
  const inner = path.join(folder, 'input');
  const stamp = () => stampOf(path.join(folder, 'stamp'), [input], ['v1']);

  test('is fresh from when it is written until a byte, a name or the rest changes', () => {
    mkdirSync(inner);
    writeFileSync(path.join(inner, 'a'), 'one');
    expect(stamp().isFresh()).toBe(false);
    stamp().write();
    expect(stamp().isFresh()).toBe(true);
    expect(stampOf(path.join(folder, 'stamp'), [input], ['v2']).isFresh()).toBe(false);
    writeFileSync(path.join(inner, 'a'), 'two');
    expect(stamp().isFresh()).toBe(false);
    writeFileSync(path.join(inner, 'a'), 'one');
    expect(stamp().isFresh()).toBe(true);
    writeFileSync(path.join(inner, 'b'), '');
    expect(stamp().isFresh()).toBe(false);
  });

  test('does not mind what Python leaves behind', () => {
    const before = stamp().value;
    mkdirSync(path.join(inner, '__pycache__'));
    writeFileSync(path.join(inner, '__pycache__', 'a.pyc'), 'x');
    expect(stamp().value).toBe(before);
  });
});

describe('the set-up lock', () => {
  test('lets one in at a time, and all in the end', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++inside);
      await Promise.resolve();
      inside--;
    };
    await Promise.all(Array.from({ length: 4 }, () => withSetUpLock(work)));
    expect(most).toEqual([1, 1, 1, 1]);
  });

  test('is given back when the work fails', async () => {
    const failing = withSetUpLock(() => Promise.reject(new Error('no wheels')));
    await expect(failing).rejects.toThrow('no wheels');
    expect(await withSetUpLock(() => Promise.resolve('next'))).toBe('next');
  });

  test('is taken over from a process that is gone', async () => {
    await withSetUpLock(() => {
      writeFileSync(path.join(LOCAL, 'set-up.lock'), String(deadPid()));
      return withSetUpLock(() => Promise.resolve());
    });
  });
});

describe('a run directory', () => {
  test('clears away those of processes that are gone, and no other', () => {
    const abandoned = makeRunDirectory();
    const kept = makeRunDirectory();
    writeFileSync(path.join(abandoned.path, 'pid'), String(deadPid()));
    const fresh = makeRunDirectory();
    expect(existsSync(abandoned.path)).toBe(false);
    expect([kept, fresh].every((run) => existsSync(run.logs))).toBe(true);
    kept.remove();
    fresh.remove();
    expect(existsSync(fresh.path)).toBe(false);
  });
});

describe('a command', () => {
  const node = (script: string) =>
    runCommand({
      program: process.execPath,
      args: ['-e', script],
      onLine: (line) => lines.push(line),
    });
  const lines: string[] = [];

  test('gives its output, and tells each line', async () => {
    expect(await node("console.log('a\\nb'); console.error('c')")).toBe('a\nb\n');
    expect(lines.sort()).toEqual(['a', 'b', 'c']);
  });

  test('that fails tells its last words', async () => {
    const failing = node("console.error('no space left'); process.exit(3)");
    await expect(failing).rejects.toBeInstanceOf(CommandFailed);
    await expect(failing).rejects.toThrow(/ended with 3.*no space left/s);
  });
});
