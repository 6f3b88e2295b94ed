/** Retry schedule of webhooks. */
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Pauses after the first try, the second, and so on: eight tries in all. */
export const PAUSES_SECONDS = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
] as const;

/** Cap on a receiver's Retry-After. */
export const LONGEST_PAUSE_SECONDS = Math.max(...PAUSES_SECONDS);

/**
 * Seconds to wait after the given number of failed tries; undefined after the last.
 * @param asked the receiver's Retry-After in seconds: may lengthen a pause, never shorten it
 */
export function pauseAfter(failures: number, asked = 0): number | undefined {
  const pause = PAUSES_SECONDS[failures - 1];
  return pause === undefined ? undefined : Math.max(pause, Math.min(asked, LONGEST_PAUSE_SECONDS));
}

/** Parses Retry-After (seconds or a date) into seconds from now. Source: RFC 9110, 10.2.3. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  return seconds > 0 ? seconds : undefined;
}
