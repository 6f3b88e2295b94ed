/** The most that a smoke test can cost: every machine in it switches itself off after a known time. */

export interface Limits {
  /** Minutes that the image's two machines and the job's may run. */
  readonly builderMinutes: number;
  readonly verifierMinutes: number;
  readonly jobMinutes: number;
  readonly usdPerHour: number;
}

/** Requests, storage for an hour, a NAT-free network: cents, rounded up. */
const EVERYTHING_ELSE_USD = 0.25;

/** An image that is given is neither built nor tried. */
export function mostUsd(limits: Limits, { isImageGiven }: { isImageGiven: boolean }): number {
  const building = isImageGiven ? 0 : limits.builderMinutes + limits.verifierMinutes;
  const hours = (building + limits.jobMinutes) / 60;
  return Math.ceil(100 * (hours * limits.usdPerHour + EVERYTHING_ELSE_USD)) / 100;
}
