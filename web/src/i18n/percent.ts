import { language } from './language.ts';

/** "34 %" */
export function percent(share: number): string {
  return new Intl.NumberFormat(language.value === 'sv' ? 'sv-SE' : 'en-GB', {
    style: 'percent',
  }).format(share);
}
