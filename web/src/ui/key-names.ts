/** Keys as shortcuts name them, and as people read them. */
import { inLanguage } from '../i18n/language.ts';

const names = inLanguage({
  sv: { ' ': 'Mellanslag', Escape: 'Esc', Delete: 'Delete', Enter: 'Retur', Home: 'Home' },
  en: { ' ': 'Space', Escape: 'Esc', Delete: 'Delete', Enter: 'Enter', Home: 'Home' },
});

const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** `Ctrl+z`, `Shift+ArrowLeft`, `?`. The shift that makes a character is a part of it. */
export function keyOf(event: KeyboardEvent): string {
  const isCharacter = event.key.length === 1 && event.key !== ' ';
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && (!isCharacter || event.ctrlKey || event.metaKey) ? 'Shift+' : '',
  ].join('');
  return modifiers + (modifiers && isCharacter ? event.key.toLowerCase() : event.key);
}

/** The parts of a key for `<kbd>`: Ctrl, Z. */
export function keyParts(key: string): string[] {
  const parts = key === '+' ? ['+'] : key.split('+');
  return parts.map((part) => {
    if (part === 'Ctrl') return isMac ? '⌘' : 'Ctrl';
    const named: Readonly<Record<string, string>> = names.value;
    return named[part] ?? ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}
