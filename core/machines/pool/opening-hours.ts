/** The operator's opening hours: `Mon-Fri 08:00-17:00`, by the clock of a time zone. */

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS = /^(\w{3})(?:-(\w{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)$/;

/**
 * Days and times may wrap: `Sat-Mon`, and `22:00-06:00`, whose morning belongs to the day before.
 * @param hours empty: always open
 * @param timeZone IANA name
 * @throws RangeError for hours or a zone that cannot be read
 */
export function isOpen(hours: string, timeZone: string, now: Date): boolean {
  if (hours === '') return true;
  const { first, last, from, until } = read(hours);
  const { day, minute } = localTime(timeZone, now);
  const isDay = (one: number) => (one - first + 7) % 7 <= (last - first + 7) % 7;
  if (from < until) return isDay(day) && minute >= from && minute < until;
  return (isDay(day) && minute >= from) || (isDay((day + 6) % 7) && minute < until);
}

interface Hours {
  first: number;
  last: number;
  /** Minutes of the day. */
  from: number;
  until: number;
}

function read(hours: string): Hours {
  const [, first = '', last = first, ...times] = HOURS.exec(hours) ?? [];
  const days = [first, last].map((day) => DAYS.indexOf(day));
  const [h1, m1, h2, m2] = times.map(Number) as [number, number, number, number];
  if (times.length === 0 || days.includes(-1)) {
    throw new RangeError(`opening hours "${hours}" are not of the form Mon-Fri 08:00-17:00`);
  }
  return { first: days[0] ?? 0, last: days[1] ?? 0, from: h1 * 60 + m1, until: h2 * 60 + m2 };
}

/** `day` is 0 on Mondays. */
function localTime(timeZone: string, now: Date): { day: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return {
    day: DAYS.indexOf(parts.get('weekday') ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}
