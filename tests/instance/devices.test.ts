/** CUDA's devices, which the agent's service creates before its sandbox: by a stand-in for NVIDIA's tool. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';

const UNIT = path.join(PROJECT, 'userdata/machine/spotscribe-agent.service');

/**
 * As main() of https://github.com/NVIDIA/nvidia-modprobe: with -u, each -c means devices of the memory
 * driver; without, the device with that minor number, of which 255 is the control device.
 */
const NVIDIA_MODPROBE = `#!/bin/bash
minors=() uvm=
while [ $# -gt 0 ]; do
  case $1 in
    -c) minors+=("$2") && shift 2 ;;
    -u) uvm=1 && shift ;;
    *) exit 1 ;;
  esac
done
for minor in "\${minors[@]}"; do
  if [ -n "$uvm" ]; then touch nvidia-uvm nvidia-uvm-tools
  elif [ "$minor" = 255 ]; then touch nvidiactl
  else touch "nvidia$minor"; fi
done
`;

function before(): string[] {
  const lines = readFileSync(UNIT, 'utf8').matchAll(/^ExecStartPre=(.*)$/gm);
  return Array.from(lines, ([, command = '']) => command);
}

test('all that CUDA opens is there before the engine starts', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-devices-'));
  try {
    const [tools, dev] = ['tools', 'dev'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    mkdirSync(tools);
    mkdirSync(dev);
    writeFileSync(path.join(tools, 'nvidia-modprobe'), NVIDIA_MODPROBE, { mode: 0o755 });
    for (const command of before()) {
      const env = { PATH: `${tools}:/usr/bin:/bin` };
      const { status } = spawnSync('bash', ['-c', command.replace(/^[+-]*/, '')], {
        cwd: dev,
        env,
      });
      expect({ command, status }).toEqual({ command, status: 0 });
    }
    expect(readdirSync(dev)).toEqual(['nvidia-uvm', 'nvidia-uvm-tools', 'nvidia0', 'nvidiactl']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('they are created outside the sandbox, and a machine without a driver starts all the same', () => {
  expect(before()).not.toEqual([]);
  // systemd.service(5): "+" is without the unit's restrictions, "-" may fail or be missing.
  for (const command of before()) expect(command).toMatch(/^(\+-|-\+)[a-z]/);
});
