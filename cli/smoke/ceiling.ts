/** Upper bound of a smoke test's cost: every machine switches itself off after a fixed time. */

export interface SmokeLimits {
  /** Maximum minutes of the image's two machines and of the job's. */
  readonly builderMinutes: number;
  readonly verifierMinutes: number;
  readonly jobMinutes: number;
  readonly usdPerHour: number;
}

/** US dollars at most, by step; the others cost nothing. */
export interface SmokeCosts {
  readonly deploy: number;
  readonly image: number;
  readonly job: number;
}

/** Requests, an hour of storage, a network without NAT: cents, rounded up. */
const EVERYTHING_ELSE_USD = 0.25;

/** A given image is neither built nor verified. */
export function costsOf(
  limits: SmokeLimits,
  { isImageGiven }: { isImageGiven: boolean },
): SmokeCosts {
  const usdPerMinute = limits.usdPerHour / 60;
  const building = isImageGiven ? 0 : limits.builderMinutes + limits.verifierMinutes;
  return {
    deploy: EVERYTHING_ELSE_USD,
    image: building * usdPerMinute,
    job: limits.jobMinutes * usdPerMinute,
  };
}

/** Rounded up to cents. */
export function mostUsd(limits: SmokeLimits, given: { isImageGiven: boolean }): number {
  const { deploy, image, job } = costsOf(limits, given);
  const cents = 100 * (deploy + image + job);
  return Math.ceil(Number(cents.toFixed(6))) / 100; // without the error of the sum
}
