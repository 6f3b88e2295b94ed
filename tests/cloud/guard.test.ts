import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { CommandFailed, runCommand } from '../../computer/run-command.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';

const python = await withSetUpLock(() => ensurePython(() => undefined));

/** Runs lines of Python beside the fixes. */
async function run(...lines: string[]): Promise<string> {
  const folder = JSON.stringify(path.join(PROJECT, 'local/ministack'));
  const script = [
    'import sys',
    `sys.path.insert(0, ${folder})`,
    'from fixes import guard',
    ...lines,
  ];
  const environment = { PYTHONDONTWRITEBYTECODE: '1' };
  return runCommand({ program: python, args: ['-c', script.join('\n')], environment });
}

describe('the fixes refuse', () => {
  test('a MiniStack of another version', async () => {
    const refused = run("guard.PINNED = '0.0.1'", 'guard.require_pinned_version()');
    await expect(refused).rejects.toThrow(/knows MiniStack 0\.0\.1, but version .* is installed/);
  });

  test('a function that is gone', async () => {
    const refused = run("guard.replaces(guard, 'gone', '')(lambda original: None)");
    await expect(refused).rejects.toThrow('its internals differ: fixes.guard.gone is gone');
  });

  test('a function that takes other parameters', async () => {
    const refused = run("guard.replaces(guard, 'require', 'holds')(lambda original: None)");
    await expect(refused).rejects.toThrow('fixes.guard.require takes (holds expectation)');
  });

  test('nothing that is as they know it', async () => {
    await run('guard.require_pinned_version()');
    const replaced = await run(
      "@guard.replaces(guard, 'require', 'holds expectation')",
      'def _require(original, holds, expectation):',
      '    print(original.__name__, holds, expectation)',
      "guard.require(True, 'seen')",
    );
    expect(replaced).toBe('require True seen\n');
  });

  test('to run without what local/emulator.ts sets', async () => {
    const started = runCommand({
      program: python,
      args: [path.join(PROJECT, 'local/ministack/start.py')],
      environment: { GATEWAY_PORT: '1', AWS_ACCESS_KEY_ID: 'x', MINISTACK_REGION: 'x' },
    });
    await expect(started).rejects.toThrow(CommandFailed);
    await expect(started).rejects.toThrow('start the emulator with local/emulator.ts');
  });
});
