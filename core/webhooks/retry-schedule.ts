/** When a webhook that was not taken is sent again. */
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The pauses after the first try, the second, and so on; after the last there is none. */
export const PAUSES_SECONDS = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
] as const;

/** A receiver may ask for more time, but not hold an event for ever. */
export const LONGEST_PAUSE_SECONDS = Math.max(...PAUSES_SECONDS);

/**
 * How long to wait after so many failed tries; undefined: that was the last.
 * @param asked what the receiver asked for: it makes a pause longer, never shorter
 */
export function pauseAfter(failures: number, asked = 0): number | undefined {
  const pause = PAUSES_SECONDS[failures - 1];
  return pause === undefined ? undefined : Math.max(pause, Math.min(asked, LONGEST_PAUSE_SECONDS));
}

/** The header Retry-After in seconds from now: a number of them, or a date. Source: RFC 9110, 10.2.3. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  return seconds > 0 ? seconds : undefined;
}
