/** Quantities and prices of a receipt as people read them. */
import type { Schemas } from '../app/api.ts';
import { duration, number, unitPrice, usd } from '../i18n/format.ts';
import { receiptTexts as texts } from './receipt-texts.ts';

type Line = Schemas['Receipt']['lines'][number];

const TINY = 0.001;

export function quantityOf({ quantity, unit }: Line): string {
  if (unit === 'seconds' && quantity >= 1) return duration(quantity);
  const isTiny = quantity > 0 && quantity < TINY;
  const amount = isTiny ? `< ${number(TINY)}` : number(quantity);
  return `${amount} ${texts.value.units[unit] ?? unit}`;
}

/** Sums under a hundredth of a cent are common here. */
export function exactUsd(amount: number): string {
  return amount > 0 && amount < 0.0001 ? `< ${usd(0.0001)}` : usd(amount);
}

/** "US$0.21 per hour" */
export function priceOf({ priceUsd, per, unit }: Line): string {
  if (priceUsd === null) return texts.value.unknown;
  return `${unitPrice(priceUsd)} ${texts.value.per} ${unitsOf(per, unit)}`;
}

const HOUR = 3600;

function unitsOf(per: number, unit: string): string {
  const { units, hour, month } = texts.value;
  if (unit === 'seconds' && per === HOUR) return hour;
  // Volumes are priced by the month, of 730 hours.
  if (unit === 'GiB-seconds' || (unit === 'GiB-months' && per === 1)) return month;
  const name = units[unit] ?? unit;
  return per === 1 ? name : `${number(per)} ${name}`;
}
