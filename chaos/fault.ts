/** A fault injected into one job, in its AWS calls or on its machine. */
import type { Fault } from '../local/ec2/faults.ts';
import type { Instance } from '../local/ec2/instance.ts';
import type { ChaosHarness } from './harness.ts';

export interface Target {
  readonly harness: ChaosHarness;
  readonly jobId: string;
  /** When a late fault strikes, as a fraction of the machine's life: 0 to 1. */
  readonly moment: number;
}

export interface JobFault {
  /** Costs the job one attempt. */
  readonly losesAttempt?: true;
  /** Runs before the job is queued. */
  readonly prepare?: (target: Target) => void;
  /** Runs after the audio is uploaded. */
  readonly afterUpload?: (target: Target) => Promise<void>;
}

/** An EC2 fault limited to this job's calls and machines. */
export function ec2Fault(fault: (target: Target) => Fault): JobFault {
  return {
    prepare: (target) => target.harness.ec2.faults.add({ ...fault(target), about: target.jobId }),
  };
}

/** Strikes the job's next machine at its launch. */
export function machineFault(befall: (instance: Instance, target: Target) => void): JobFault {
  return ec2Fault((target) => ({
    kind: 'machine',
    times: 1,
    prepare: (instance) => befall(instance, target),
  }));
}

/** From launch to shortly after a quick job's end. */
const LIFE_MS = 5000;

/** As `machineFault`, but `moment` × LIFE_MS after the launch. */
export function lateMachineFault(befall: (instance: Instance, target: Target) => void): JobFault {
  return machineFault((instance, target) => {
    setTimeout(() => befall(instance, target), target.moment * LIFE_MS).unref();
  });
}
