/** Upper bound of a smoke test's cost: every machine switches itself off after a fixed time. */

export interface SmokeLimits {
  /** Maximum minutes of the image's two machines and of the job's. */
  readonly builderMinutes: number;
  readonly verifierMinutes: number;
  readonly jobMinutes: number;
  readonly usdPerHour: number;
}

/** Requests, an hour of storage, a network without NAT: cents, rounded up. */
const EVERYTHING_ELSE_USD = 0.25;

/** A given image is neither built nor verified. */
export function mostUsd(limits: SmokeLimits, { isImageGiven }: { isImageGiven: boolean }): number {
  const building = isImageGiven ? 0 : limits.builderMinutes + limits.verifierMinutes;
  const hours = (building + limits.jobMinutes) / 60;
  return Math.ceil(100 * (hours * limits.usdPerHour + EVERYTHING_ELSE_USD)) / 100;
}
