/** Languages that a recording may be in, with their names in the reader's language. */
import { language } from '../../i18n/language.ts';
import type { LanguageCode } from './send-options.ts';

export const USUAL_LANGUAGES = [
  'sv',
  'en',
  'no',
  'da',
  'fi',
  'de',
  'fr',
  'es',
  'ar',
  'uk',
] as const;

/** Whisper's, without those above and without `jw`, an old code of `jv`. */
const OTHERS = (
  'af am as az ba be bg bn bo br bs ca cs cy el et eu fa fo gl gu ha haw he hi hr ht hu hy id is it ja ' +
  'ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn oc pa pl ps pt ro ru sa sd si ' +
  'sk sl sn so sq sr su sw ta te tg th tk tl tr tt ur uz vi yi yo yue zh'
).split(' ') as LanguageCode[];

export function nameOfLanguage(code: string): string {
  const name = new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1);
}

export function otherLanguages(): { code: LanguageCode; name: string }[] {
  const collator = new Intl.Collator(language.value);
  return OTHERS.map((code) => ({ code, name: nameOfLanguage(code) })).sort((one, other) =>
    collator.compare(one.name, other.name),
  );
}
