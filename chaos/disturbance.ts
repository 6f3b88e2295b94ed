/** One thing that goes wrong with one job, at the border to AWS or on its machine. */
import type { Fault } from '../local/ec2/faults.ts';
import type { Instance } from '../local/ec2/instance.ts';
import type { World } from './world.ts';

export interface Target {
  readonly world: World;
  readonly jobId: string;
  /** Moves what comes at a moment of its own: 0 to 1. */
  readonly moment: number;
}

export interface Disturbance {
  /** One attempt is lost by it; the job has to go on with the next. */
  readonly losesAttempt?: true;
  /** Put in place before the job is queued. */
  readonly prepare?: (target: Target) => void;
  /** Done once the audio is uploaded. */
  readonly afterUpload?: (target: Target) => Promise<void>;
}

/** A fault of EC2 that concerns this job's calls and machines only. */
export function ec2Fault(fault: (target: Target) => Fault): Disturbance {
  return {
    prepare: (target) => target.world.ec2.faults.add({ ...fault(target), about: target.jobId }),
  };
}

/** Something that befalls the next machine of the job, while it boots or works. */
export function machineFault(befall: (instance: Instance, target: Target) => void): Disturbance {
  return ec2Fault((target) => ({
    kind: 'machine',
    times: 1,
    prepare: (instance) => befall(instance, target),
  }));
}

/** From its launch to a little after a quick job's end. */
const LIFE_MS = 5000;

/** As `machineFault`, at a moment of the machine's life. */
export function lateMachineFault(
  befall: (instance: Instance, target: Target) => void,
): Disturbance {
  return machineFault((instance, target) => {
    setTimeout(() => befall(instance, target), target.moment * LIFE_MS).unref();
  });
}
