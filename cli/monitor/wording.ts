/** How the monitor writes numbers and texts. */

export const GIB = 1024 ** 3;

/** `1:02:03`, or `2:03` below an hour. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [whole / 3600, (whole % 3600) / 60, whole % 60].map(Math.floor);
  const two = (value = 0) => value.toString().padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Rounded down: 100 % means all of it. */
export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100 + 1e-9)} %`;
}

export function decimal(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Without control characters: a terminal would obey them, and a line would break. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}
