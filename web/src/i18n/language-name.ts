import { language } from './language.ts';

/** "svenska" for sv, in the language of the page; empty for a language that is to be detected. */
export function languageName(code: string | null): string {
  if (code === null || code === 'auto' || code === '') return '';
  try {
    return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
