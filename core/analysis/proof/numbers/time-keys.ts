/** Keys of a time of day, by a clock of twelve hours: `halv tre` is 2:30 and 14:30. */
export function timeKeys(hour: number, minutes: string): string[] {
  if (hour > 24 || !/^[0-5]\d$/u.test(minutes)) return [];
  const whole = minutes === '00' ? [`h${hour % 12}`, String(hour)] : [];
  return [`t${hour % 12}:${minutes}`, ...whole];
}
