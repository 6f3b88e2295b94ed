/** The daily time at which machines of the pool `batch` are launched for what waits. */

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/**
 * @param schedule `HH:MM`; empty: none
 * @param timeZone IANA name of the clock that it is read from
 * @throws RangeError for an unknown zone
 */
export function nextDrainAt(schedule: string, timeZone: string, now: Date): Date | undefined {
  if (schedule === '') return undefined;
  const wanted = minutesOf(schedule);
  const ahead = after(minuteOfDay(now, timeZone), wanted) || DAY_MINUTES;
  const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const next = new Date(minute + ahead * MINUTE_MS);
  // The clock may be put forward or back until then.
  const early = after(minuteOfDay(next, timeZone), wanted);
  const shift = early > DAY_MINUTES / 2 ? early - DAY_MINUTES : early;
  return new Date(next.getTime() + shift * MINUTE_MS);
}

/** Minutes from one time of day to the next time that it is the other. */
function after(from: number, until: number): number {
  return (until - from + DAY_MINUTES) % DAY_MINUTES;
}

function minuteOfDay(now: Date, timeZone: string): number {
  const clock = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return minutesOf(new Intl.DateTimeFormat('en-GB', clock).format(now));
}

function minutesOf(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
