/** Months as `2026-11`. */

export function thisMonth(now = new Date()): string {
  return `${now.getFullYear()}-${(now.getMonth() + 1).toString().padStart(2, '0')}`;
}

/** @param by months: -1 is the one before */
export function monthBeside(month: string, by: number): string {
  const [year = 0, index = 1] = month.split('-').map(Number);
  return thisMonth(new Date(year, index - 1 + by, 15));
}
