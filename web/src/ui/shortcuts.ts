/**
 * Keys of a view, and of the whole page. One listener runs them and the help (`?`) lists them. Keys that
 * are a single character can be switched off there (WCAG 2.1.4): speech input types them by accident.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { keyOf } from './key-names.ts';

export interface Shortcut {
  /** Any of them: `KeyboardEvent.key` with `Ctrl+`, `Alt+`, `Shift+` before it: `j`, `ArrowLeft`, `Ctrl+z`. `Ctrl` is ⌘ as well. */
  readonly keys: readonly string[];
  /** What it does, in the current language. */
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
  /** While a text is typed, too. */
  readonly inFields?: boolean;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

const STORED_AS = 'spotscribe.single-keys';

/** Whether keys of a single character work. */
export const areSingleKeysOn = signal(localStorage.getItem(STORED_AS) !== 'off');

export function switchSingleKeys(isOn: boolean): void {
  localStorage.setItem(STORED_AS, isOn ? 'on' : 'off');
  areSingleKeysOn.value = isOn;
}

/** Shortcuts of the views that show, in the order in which they came. */
const shown = new Set<{ current: ShortcutGroup }>();

export function shortcutGroups(): ShortcutGroup[] {
  return [...shown].map(({ current }) => current);
}

/** The keys work for as long as the component is there. */
export function useShortcuts(group: ShortcutGroup): void {
  const latest = useRef(group);
  latest.current = group;
  useEffect(() => {
    shown.add(latest);
    return () => void shown.delete(latest);
  }, []);
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (document.querySelector('dialog[open]') || isForElement(event)) return;
  const found = shortcutFor(event);
  if (!found) return;
  event.preventDefault();
  found.run(event);
});

function shortcutFor(event: KeyboardEvent): Shortcut | undefined {
  const key = keyOf(event);
  if (isCharacter(key) && !areSingleKeysOn.value) return undefined;
  const isTyping = isField(event.target);
  // The latest first: a view's own key goes before the page's.
  return shortcutGroups()
    .reverse()
    .flatMap(({ shortcuts }) => shortcuts)
    .find(({ keys, inFields }) => keys.includes(key) && (!isTyping || inFields));
}

function isCharacter(key: string): boolean {
  return key.length === 1 && key !== ' ';
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isChoice = target.matches('[type=checkbox], [type=radio]');
  return target.isContentEditable || (target.matches('input, textarea, select') && !isChoice);
}

/** Space and Enter press what has the focus. */
function isForElement(event: KeyboardEvent): boolean {
  if (event.key !== ' ' && event.key !== 'Enter') return false;
  return (
    event.target instanceof Element && event.target.closest('button, a, summary, input') !== null
  );
}
