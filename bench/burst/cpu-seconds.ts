/** CPU time by component, from /proc; Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ChaosHarness } from '../../chaos/harness.ts';

/** Clock ticks per second in /proc, on every Linux that Node supports. */
const TICKS = 100;

export interface CpuSeconds {
  /** This process: clients, EC2 and instance host. */
  readonly clientsAndEc2: number;
  /** boot.sh, agent and stub engine of terminated instances. */
  readonly instances: number;
  readonly emulator: number;
  readonly lambda: number;
}

export function cpuSeconds({ cloud }: ChaosHarness): CpuSeconds {
  const emulator = cloud.aws.emulator.processGroup ?? NaN;
  const workers = processes().filter(
    (stat) => stat.group === emulator && stat.process !== emulator,
  );
  const own = statOf(process.pid);
  return {
    clientsAndEc2: own?.self ?? NaN,
    instances: own?.children ?? NaN,
    emulator: statOf(emulator)?.self ?? NaN,
    lambda: workers.reduce((sum, { self }) => sum + self, statOf(emulator)?.children ?? NaN),
  };
}

interface Stat {
  readonly process: number;
  readonly group: number;
  readonly self: number;
  /** Children that were waited for. */
  readonly children: number;
}

function processes(): Stat[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => statOf(Number(id)) ?? []);
}

/** Parses the fields after the name, which may contain spaces. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(process: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${process}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user = NaN, system = NaN, childUser = NaN, childSystem = NaN] = fields
      .slice(11, 15)
      .map((ticks) => Number(ticks) / TICKS);
    const [self, children] = [user + system, childUser + childSystem];
    return { process, group: Number(fields[2]), self, children };
  } catch {
    return undefined; // the process has ended
  }
}
