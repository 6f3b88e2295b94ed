/** Seconds as hh:mm:ss, the second in which the moment is. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (n: number) => Math.floor(n).toString().padStart(2, '0');
  return `${two(whole / 3600)}:${two((whole / 60) % 60)}:${two(whole % 60)}`;
}

export function span({ start, end }: { start: number; end: number }): string {
  return `${clock(start)}–${clock(end)}`;
}
