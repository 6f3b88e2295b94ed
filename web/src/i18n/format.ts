/** Times, lengths, sizes and money as people of the current language write them. */
import { language } from './language.ts';

const LOCALES = { sv: 'sv-SE', en: 'en-GB' } as const;

function locale(): string {
  return LOCALES[language.value];
}

/** 0:07, 12:05, 1:02:03 */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => n.toString().padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** "3 min", "1 h 20 min", "40 s": for waiting times. */
export function duration(seconds: number): string {
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'short' }).format(
      value,
    );
  if (seconds < 60) return unit(Math.max(1, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`;
}

/** "1.4 MB" */
export function bytes(count: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  }).format(value);
}

/** US dollars; small sums with their first two figures: 0.20, 0.0042. */
export function usd(amount: number): string {
  const digits = amount > 0 && amount < 1 ? 1 + Math.ceil(-Math.log10(amount)) : 2;
  return new Intl.NumberFormat(locale(), {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: Math.max(2, digits),
    maximumFractionDigits: Math.max(2, digits),
  }).format(amount);
}

/** A price, which is not rounded to its first two figures: 0.125, 0.0000133. */
export function unitPrice(amount: number): string {
  const digits = amount > 0 ? 2 + Math.ceil(-Math.log10(amount)) : 2;
  return new Intl.NumberFormat(locale(), {
    ...{ style: 'currency', currency: 'USD' },
    ...{ minimumFractionDigits: 2, maximumFractionDigits: Math.max(2, digits) },
  }).format(amount);
}

/** "0.0040–0.029 US$" */
export function usdRange({ low, high }: { low: number; high: number }): string {
  const digits = { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(locale(), digits).formatRange(low, high);
}

/** Date and time in the reader's zone. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso),
  );
}

/** Small ones with three figures: 0.000412. */
/** "15:46" */
export function timeOfDay(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(new Date(iso));
}

export function number(value: number): string {
  const small = Math.abs(value) < 1 ? { maximumSignificantDigits: 3 } : {};
  return new Intl.NumberFormat(locale(), small).format(value);
}

/** "today 14:05", "yesterday 14:05", "24 Nov 2026": shorter the nearer it is. */
export function recently(iso: string): string {
  const [then, now] = [new Date(iso), new Date()];
  const days = Math.round((startOfDay(then) - startOfDay(now)) / 86_400_000);
  if (days < -1 || days > 0) return dateOf(then);
  const day = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(days, 'day');
  const time = new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(then);
  return `${day} ${time}`;
}

function startOfDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

function dateOf(date: Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(date);
}

/** "November 2026" of "2026-11" */
export function monthName(month: string): string {
  const [year = 0, index = 1] = month.split('-').map(Number);
  const format = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' });
  return format.format(new Date(year, index - 1, 15));
}

/** "Swedish" of "sv"; the code itself if the browser has no name for it. */
export function languageName(code: string): string {
  return new Intl.DisplayNames(locale(), { type: 'language' }).of(code) ?? code;
}

/** "43 %", of 0.43 */
export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent' }).format(share);
}
