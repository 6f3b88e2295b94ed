/** Months of UTC as `2026-11`, by which receipts are added up. */

export function thisMonth(now = new Date()): string {
  return now.toISOString().slice(0, 7);
}

/** @param by months: -1 is the one before */
export function monthBeside(month: string, by: number): string {
  const [year = 0, index = 1] = month.split('-').map(Number);
  return thisMonth(new Date(Date.UTC(year, index - 1 + by)));
}
