/** Swedish and English: the browser's first of the two, or the reader's choice, kept on this computer. */
import { computed, signal } from '@preact/signals';

export const LANGUAGES = ['sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED_AS = 'spotscribe.language';

export const language = signal<Language>(chosen() ?? browsers());

export function chooseLanguage(next: Language): void {
  localStorage.setItem(STORED_AS, next);
  language.value = next;
}

language.subscribe((now) => (document.documentElement.lang = now));

/**
 * The texts of a view in the current language. Every language has the keys of the first:
 *
 *     const texts = inLanguage({ sv: { send: 'Skicka' }, en: { send: 'Send' } });
 *     <button>{texts.value.send}</button>
 */
export function inLanguage<Texts extends object>(all: { sv: Texts; en: NoInfer<Texts> }) {
  return computed<Texts>(() => all[language.value]);
}

function chosen(): Language | undefined {
  return LANGUAGES.find((one) => one === localStorage.getItem(STORED_AS));
}

function browsers(): Language {
  const first = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return first.find((tag): tag is Language => tag === 'sv' || tag === 'en') ?? 'en';
}
