/** What a run of the simulator is given. */
import type { Bucket } from '../burst/virtual-launches.ts';
import type { Draw } from './sampling.ts';
import type { Settings } from './settings.ts';
import type { Trace } from './trace.ts';

export const ROADS = ['spot', 'batch', 'warm', 'sagemaker'] as const;
export type Road = (typeof ROADS)[number];

/** The AWS account. */
export interface Account {
  /** Machines that EC2's quota of vCPUs allows at a time. */
  machines: number;
  /** Whether the deployment knows the quota: then it asks EC2 for no machine beyond it. */
  isQuotaKnown: boolean;
  /** EC2's throttling of CreateFleet; undefined: none. */
  fleet?: Bucket | undefined;
}

/** How long things take, in seconds. */
export interface Nature {
  /** From a launch until model and audio are ready. */
  boot: (draw: Draw) => number;
  /** Work of the engine. */
  work: (audioSeconds: number, draw: Draw) => number;
  /** From the end of a job until its own machine is gone. */
  ending: (draw: Draw) => number;
  /** From the offer to a free place of a pool's machine until the job can begin there. */
  handover: (draw: Draw) => number;
  /** From the request until EC2 is asked. */
  functions: number;
  /**
   * From the end of a wait until EC2 is asked, and has answered; undefined: Step Functions waits whole
   * seconds, and the functions take no time.
   */
  lateness?: ((draw: Draw) => number) | undefined;
  /** Share of the work that an interruption loses at most: the batch in progress. */
  lostWork: (audioSeconds: number) => number;
  /** Mean time of a spot machine until it is interrupted; Infinity: never. */
  interruption: number;
}

export interface Scenario {
  trace: Trace;
  road: Road;
  settings: Settings;
  account: Account;
  nature: Nature;
  /** Every job has this deadline, in seconds from its arrival; undefined: none. */
  deadlineSeconds?: number | undefined;
  seed: number;
}
