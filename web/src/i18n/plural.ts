/** "1 recording", "12 recordings": the number, and the word that goes with it. */
import { language } from './language.ts';
import { number } from './format.ts';

export interface Forms {
  readonly one: string;
  readonly other: string;
}

export function counted(count: number, forms: Forms): string {
  // Swedish and English have these two.
  const rule = new Intl.PluralRules(language.value).select(count);
  return `${number(count)} ${rule === 'one' ? forms.one : forms.other}`;
}
