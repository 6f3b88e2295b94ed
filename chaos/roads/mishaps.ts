/** What befalls the machines of pools, their queues and what they call; all at the border of the product. */
import { signalGroup } from '../../computer/process-group.ts';
import { REASONS, type Instance } from '../../local/ec2/instance.ts';
import { slowDisk } from '../../local/ec2/slow-disk.ts';
import type { SlowNetwork } from '../../local/ec2/slow-network.ts';
import type { ChaosHarness } from '../harness.ts';
import { killFunctions, signalProgram } from '../programs.ts';

export interface Struck {
  readonly harness: ChaosHarness;
  /** A pool's machine that runs; undefined if there is none. */
  readonly machine: Instance | undefined;
  readonly network: SlowNetwork;
}

type Mishap = (struck: Struck) => Promise<void> | void;

const NOTICE_MS = 4000;
/** Longer than it takes to give up a frozen machine. */
const THAW_MS = 45_000;
const COPIED_MS = 4000;
const CLAIMS_REFUSED = 6;
const RECEIVES_REFUSED = 4;
const FUNCTIONS = ['route', 'claim', 'settle', 'instanceHealth', 'instanceChanged', 'tendPools'];

export const MISHAPS: Readonly<Record<string, Mishap>> = {
  'interruption with a notice': onMachine(({ id }, { harness }) =>
    harness.ec2.host.interrupt(id, NOTICE_MS),
  ),
  'machine killed': onMachine((machine, { harness }) => cutPower(machine, harness)),
  'machine killed, its events lost': onMachine((machine, { harness }) => {
    const about = machine.tags['Pool'] ?? '';
    harness.ec2.faults.add({ kind: 'lost-event', about, times: 2 });
    cutPower(machine, harness);
  }),
  'agent killed': onMachine(({ id }, { harness }) =>
    signalProgram(harness, { id, program: 'agent', signal: 'SIGKILL' }),
  ),
  'engine killed': onMachine(({ id }, { harness }) =>
    signalProgram(harness, { id, program: 'engine', signal: 'SIGKILL' }),
  ),
  'engine stopped': onMachine(({ id }, { harness }) =>
    signalProgram(harness, { id, program: 'engine', signal: 'SIGSTOP' }),
  ),
  'machine frozen': onMachine(({ id }, { harness }) => {
    const group = harness.ec2.host.processGroup(id);
    if (group === undefined) return;
    signalGroup(group, 'SIGSTOP');
    setTimeout(() => signalGroup(group, 'SIGCONT'), THAW_MS).unref();
  }),
  'next machine has a slow network': ({ harness, network }) =>
    nextMachine(harness, (instance) => (instance.environment = network.environment)),
  'next machine has a slow disk': ({ harness }) =>
    nextMachine(harness, (instance) => slowDisk(instance, 0.7)),
  'messages come twice': async ({ harness }) => {
    const { emulator } = harness.cloud.aws;
    await emulator.put({ queueCopies: 2 });
    setTimeout(() => void emulator.put({ queueCopies: 1 }), COPIED_MS).unref();
  },
  'claims are throttled': ({ harness }) =>
    harness.cloud.aws.emulator.put({ throttled: { '/instances/claim': CLAIMS_REFUSED } }),
  'the queues are throttled': ({ harness }) =>
    harness.cloud.aws.emulator.put({ throttled: { ReceiveMessage: RECEIVES_REFUSED } }),
  'functions are killed': ({ harness }) => killFunctions(harness, FUNCTIONS),
};

function onMachine(befall: (machine: Instance, struck: Struck) => void): Mishap {
  return (struck) => {
    if (struck.machine) befall(struck.machine, struck);
  };
}

function nextMachine(harness: ChaosHarness, prepare: (instance: Instance) => void): void {
  harness.ec2.faults.add({ kind: 'machine', about: 'batch', times: 1, prepare });
}

/** No program has a moment to hand anything over. */
export function cutPower({ id }: Instance, { ec2: { host } }: Pick<ChaosHarness, 'ec2'>): void {
  const group = host.processGroup(id);
  if (group !== undefined && host.isRunning(id)) signalGroup(group, 'SIGKILL');
  host.terminate(id, REASONS.spot);
}
