/** Figures in sentences: ranges, and counted things. */

interface Figures {
  low: number;
  high: number;
}

/** `38 to 152 s`. */
export function seconds({ low, high }: Figures): string {
  const [from, to] = [Math.round(low), Math.round(high)];
  return from === to ? `${to} s` : `${from} to ${to} s`;
}

/** `0.00562 to 0.0533 USD`. */
export function usd({ low, high }: Figures): string {
  const [from, to] = [short(low), short(high)];
  return from === to ? `${to} USD` : `${from} to ${to} USD`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `1 job`, `2 jobs`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
